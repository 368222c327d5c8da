/** Sums lines `N passed, N failed`. */
export function sumCounts(lines: string): string {
  let passed = 0;
  let failed = 0;
  for (const [, ofPassed, ofFailed] of lines.matchAll(/^(\d+) passed, (\d+) failed$/gm)) {
    passed += Number(ofPassed);
    failed += Number(ofFailed);
  }
  return `${passed} passed, ${failed} failed`;
}
