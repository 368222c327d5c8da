/** A suite with a failed test, or one that could not start. */
export interface FailedSuite {
  /** Absolute path. */
  readonly file: string;
  readonly passed: number;
  /** A suite that could not start has no failed test; it counts as one. */
  readonly failed: number;
}

/** The tests of one run of jest. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failedSuites: readonly FailedSuite[];
}

/** More failed suites than this in one run are no coincidence. */
const MOST_TRIED_AGAIN = 3;

/** The suites that a second attempt is worth, none where too many failed. */
export function suitesToTryAgain({ failedSuites }: Counts): readonly string[] {
  return failedSuites.length <= MOST_TRIED_AGAIN ? failedSuites.map(({ file }) => file) : [];
}

/** Counts of a run whose failed suites ran once again: each test counts once, as it ended the second time. */
export function replaceFailed(first: Counts, second: Counts): Counts {
  const passedBefore = sum(first.failedSuites.map(({ passed }) => passed));
  return {
    passed: first.passed - passedBefore + second.passed,
    failed: second.failed,
    failedSuites: second.failedSuites,
  };
}

/** `N passed, N failed`, the sum of all runs. */
export function describeCounts(runs: readonly Counts[]): string {
  return `${sum(runs.map(({ passed }) => passed))} passed, ${sum(runs.map(({ failed }) => failed))} failed`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
