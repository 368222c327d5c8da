/**
 * Checks options by name: `true`, or what was expected.
 * @throws {TypeError} naming every option that is wrong.
 */
export function checkOptions(checks: Readonly<Record<string, true | string>>): void {
  const problems = Object.entries(checks).flatMap(([name, check]) =>
    check === true ? [] : [`${name}: expected ${check}`],
  );
  if (problems.length > 0) throw new TypeError(problems.join('; '));
}

/** Whether a value is a whole number from `min` on. */
export function isWhole(value: unknown, min: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= min;
}

/** Whether a value is a text with at least one character. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether a value is a list of such. */
export function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
