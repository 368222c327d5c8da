/**
 * Checks options by name: `true`, or what was expected.
 * @param given the options, for their values.
 * @throws {TypeError} naming every option that is wrong, with its value.
 */
export function checkOptions(checks: Readonly<Record<string, true | string>>, given: object): void {
  const problems = Object.entries(checks).flatMap(([name, check]) =>
    check === true ? [] : [`${name}: expected ${check}, got ${show((given as Record<string, unknown>)[name])}`],
  );
  if (problems.length > 0) throw new TypeError(problems.join('; '));
}

/** Nothing of an object: it may be a client, with its credentials. */
function show(value: unknown): unknown {
  return typeof value === 'string' ? JSON.stringify(value) : value;
}

/** Whether a value is a whole number from `min` on. */
export function isWhole(value: unknown, min: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min; // an integer by the check before
}

/** Whether a value is a text with at least one character. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether a value is a list of such. */
export function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
