import type { TrackedBatch, ValidatedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import { type ReadOptions, readLogs } from '../read-logs.ts';

/** Schema validation: decodes the records, and checks type, id and time of each entry. What is no log is rejected. */
export function validateSchema(options: ReadOptions): Stage<TrackedBatch, ValidatedBatch> {
  return (batch) => ({ ...batch, ...readLogs(batch.records, options) });
}
