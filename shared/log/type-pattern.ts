/**
 * Compiles patterns over log types (or CloudWatch log groups) to a predicate. A pattern is an exact name, a prefix ending
 * in `*`, or `*` for everything. An empty list takes everything, as an empty `LOG_TYPE_WHITELIST` does.
 * The cost of a call is one set look-up plus one comparison a prefix.
 * @throws {TypeError} naming each text that is not a pattern.
 */
export function compileTypePatterns(patterns: readonly string[]): (type: string) => boolean {
  const wrong = patterns.filter((pattern) => !isTypePattern(pattern));
  if (wrong.length > 0) {
    throw new TypeError(
      `type patterns: expected NAME, PREFIX* or *, got ${wrong.map((p) => JSON.stringify(p)).join(', ')}`,
    );
  }
  if (patterns.length === 0 || patterns.includes('*')) return () => true;
  const exact = new Set(patterns.filter((pattern) => !isPrefixPattern(pattern)));
  const prefixes = patterns.filter(isPrefixPattern).map(prefixOf);
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Whether the text is a pattern: not empty, and an asterisk only as its last character. */
export function isTypePattern(text: string): boolean {
  return /^[^*]+\*?$|^\*$/.test(text);
}

function isPrefixPattern(pattern: string): boolean {
  return pattern.endsWith('*');
}

function prefixOf(pattern: string): string {
  return pattern.slice(0, -1);
}

/** Whether some type is matched by both patterns (prefixes overlap only where one contains the other). */
export function patternsOverlap(a: string, b: string): boolean {
  return patternContains(a, b) || patternContains(b, a);
}

/** Whether every type that `inner` matches is matched by `outer` too. */
export function patternContains(outer: string, inner: string): boolean {
  return isPrefixPattern(outer)
    ? (isPrefixPattern(inner) ? prefixOf(inner) : inner).startsWith(prefixOf(outer))
    : outer === inner;
}
