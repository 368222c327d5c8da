import type { JudgedBatch, RecalledBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import { judgeRetries, type RetryLimits } from '../retry/judge-retries.ts';

/** Retry tracking: counts the attempts of what failed, and rejects what was retried for too long. */
export function trackRetries(limits: RetryLimits, now: () => number): Stage<RecalledBatch, JudgedBatch> {
  return (batch) => ({ ...batch, results: judgeRetries(batch.results, batch.earlier, limits, now()) });
}
