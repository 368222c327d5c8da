import { writeFileSync, writeSync } from 'node:fs';
import type { AggregatedResult, Reporter } from '@jest/reporters';
import { type Counts, describeCounts } from './run/counts.ts';

/** Names a file to which the counts go instead, as JSON, for a caller that sums those of several runs. */
export const COUNTS_VARIABLE = 'BAIKONUR_TEST_COUNTS';

/** Prints jest's own totals as the plain closing line that CI reads: `N passed, N failed`. */
export default class PlainCountReporter implements Pick<Reporter, 'onRunComplete'> {
  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    const counts = countTests(results);
    const file = process.env[COUNTS_VARIABLE];
    if (file) writeFileSync(file, JSON.stringify(counts));
    // At the very end, after jest's own summary on standard error.
    else process.once('exit', () => writeSync(1, `${describeCounts([counts])}\n`));
  }
}

function countTests({ testResults, ...results }: AggregatedResult): Counts {
  return {
    passed: results.numPassedTests,
    // A suite that could not even start holds no failed test, yet it must never count as green.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    failedSuites: testResults
      .filter((suite) => suite.numFailingTests > 0 || suite.testExecError)
      .map((suite) => ({
        file: suite.testFilePath,
        passed: suite.numPassingTests,
        failed: suite.numFailingTests + (suite.testExecError ? 1 : 0),
      })),
  };
}
