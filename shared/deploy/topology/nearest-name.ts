/** Edits that a mistyped name may be away from the right one, for each of its characters. */
const MAX_EDITS_SHARE = 0.25;

/** In a name of so many characters one edit is close, whatever its share. */
const ONE_EDIT_FROM = 3;

/** The known name that a mistyped one is most like, whatever its case and hyphens; `undefined` where none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: editsBetween(folded(name), folded(candidate)) }))
    .toSorted((one, other) => one.edits - other.edits);
  const most = Math.max(name.length * MAX_EDITS_SHARE, name.length >= ONE_EDIT_FROM ? 1 : 0);
  return nearest !== undefined && nearest.edits <= most ? nearest.candidate : nameAround(name, known);
}

/** The only known name that goes on where the given one ends (`retention`, `retentionHours`), or the other way round. */
function nameAround(name: string, known: readonly string[]): string | undefined {
  const [first, second] = known.filter((candidate) => holds(candidate, name) || holds(name, candidate));
  return second === undefined ? first : undefined;
}

function holds(long: string, short: string): boolean {
  if (long.startsWith(short)) return /^-.|^[A-Z][a-z]/.test(long.slice(short.length)) && short.length > 1;
  return long.endsWith(`-${short}`);
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** ` (did you mean x?)`, to be put behind "unknown …"; nothing where no known name is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
}

/** Characters to insert, remove or replace, or neighbours to swap (optimal string alignment). */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  let before: readonly number[] = [];
  for (const [at, character] of [...from].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...to].entries()) {
      const replaced = (row[index] ?? 0) + (character === other ? 0 : 1);
      const isSwapped = index > 0 && character === to[index - 1] && from[at - 1] === other;
      const swapped = isSwapped ? (before[index - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
