import type { ClosedBatch } from '../batch.ts';
import { type Observe, reportOf } from '../batch-report.ts';
import type { Stage } from '../chain.ts';

/** Options of {@link reportBatch}. */
export interface ReportOptions {
  readonly observe: Observe;
  readonly now: () => number;
  /**
   * Whether a sum of the ledger that does not match throws (tests, stage local). Deployed it is reported and counted
   * only, since an accounting fault must not become duplicates.
   */
  readonly strict: boolean;
}

/** Report: metrics and one summary line for the invocation. */
export function reportBatch({ observe, now, strict }: ReportOptions): Stage<ClosedBatch, ClosedBatch> {
  return (batch) => {
    observe(reportOf(batch, now()));
    const { mismatches } = batch.ledger;
    if (strict && mismatches.length > 0) throw new Error(`not every log is accounted for: ${mismatches.join('; ')}`);
    return batch;
  };
}
