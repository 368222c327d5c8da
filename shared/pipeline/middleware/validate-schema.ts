import type { MarkedBatch, OpenBatch, ValidatedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import { readCrashed } from '../read-crashed.ts';
import { type ReadOptions, readLogs } from '../read-logs.ts';

/** Share of the time for delivering that decoding may take: what it does not reach comes again. */
const DECODE_SHARE = 1 / 3;

/** Schema validation: decodes the records, and checks type, id and time of each entry. What is no log is rejected. */
export function validateSchema(options: ReadOptions): Stage<MarkedBatch, ValidatedBatch> {
  return (batch) => {
    const { isCrashed, records } = batch;
    const read = isCrashed ? readCrashed(records) : readLogs(records, options, decodeClock(batch));
    return { ...batch, ...read };
  };
}

/** Whether the time for decoding is used up. */
function decodeClock({ remainingMs }: OpenBatch): () => boolean {
  const leftMs = remainingMs();
  // Without time to deliver nothing is decoded twice: the deliveries are postponed.
  return leftMs <= 0 ? () => false : () => remainingMs() < leftMs * (1 - DECODE_SHARE);
}
