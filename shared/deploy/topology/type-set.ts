/** The patterns that two lists have in common. */
export function intersectTypeSets(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set(a.flatMap((left) => b.flatMap((right) => intersectTypes(left, right) ?? [])))];
}

/**
 * The types that two patterns (`exact`, `prefix*`, `*`) have in common, again as a pattern; `undefined` when there is none.
 * Of two patterns that meet, one always lies within the other.
 *
 * @example intersectTypes('app*', 'app.web') // 'app.web'
 */
export function intersectTypes(a: string, b: string): string | undefined {
  const [prefixA, prefixB] = [prefixOf(a), prefixOf(b)];
  if (prefixA === undefined)
    return prefixB === undefined ? (a === b ? a : undefined) : a.startsWith(prefixB) ? a : undefined;
  if (prefixB === undefined) return b.startsWith(prefixA) ? b : undefined;
  if (prefixA.startsWith(prefixB)) return a;
  return prefixB.startsWith(prefixA) ? b : undefined;
}

/** The text before the `*`, or `undefined` for an exact type. */
function prefixOf(pattern: string): string | undefined {
  return pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
}
