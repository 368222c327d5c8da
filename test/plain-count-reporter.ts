import { appendFileSync, writeSync } from 'node:fs';
import type { AggregatedResult, Reporter } from '@jest/reporters';

/** Names a file to which the counts go instead, for a caller that sums those of several runs. */
export const COUNTS_VARIABLE = 'BAIKONUR_TEST_COUNTS';

/** Prints jest's own totals as the plain closing line that CI reads: `N passed, N failed`. */
export default class PlainCountReporter implements Pick<Reporter, 'onRunComplete'> {
  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    // A suite that could not even start holds no failed test, yet it must never count as green.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed\n`;
    const file = process.env[COUNTS_VARIABLE];
    if (file) appendFileSync(file, line);
    // At the very end, after jest's own summary on standard error.
    else process.once('exit', () => writeSync(1, line));
  }
}
