import { writeSync } from 'node:fs';
import type { AggregatedResult, Reporter } from '@jest/reporters';

/** Prints jest's own totals as the plain closing line that CI reads: `N passed, N failed`. */
export default class PlainCountReporter implements Pick<Reporter, 'onRunComplete'> {
  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    // A suite that could not even start holds no failed test, yet it must never count as green.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // At the very end, after jest's own summary on standard error.
    process.once('exit', () => writeSync(1, `${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
