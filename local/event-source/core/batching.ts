import type { Batch, SizedRecord } from './batch.ts';
import { EMPTY_EVENT_BYTES } from './event-record.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { ParallelWorker } from './shard-state.ts';

/** The next invocation of a parallel worker: a batch, or the time at which there will be one, or nothing. */
export type Next =
  | { readonly kind: 'batch'; readonly batch: Batch; readonly worker: ParallelWorker }
  | { readonly kind: 'waitUntil'; readonly atMs: number }
  | { readonly kind: 'nothing' };

/** Bytes of a batch's event. The last record's comma makes up for one byte too many; it is kept as reserve. */
export function batchBytes(records: readonly SizedRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, EMPTY_EVENT_BYTES);
}

/**
 * Takes a worker's next batch. Batches to invoke again come first; then a new batch is due as soon as it is full (by
 * count or bytes), its window has closed, or the shard has ended.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html ("Batching behavior")
 */
export function takeBatch(
  worker: ParallelWorker,
  settings: MappingSettings,
  at: { readonly nowMs: number; readonly closed: boolean },
): Next {
  const [head, ...again] = worker.again;
  if (head !== undefined) return { kind: 'batch', batch: head, worker: { ...worker, again } };
  if (worker.waiting.length === 0) return { kind: 'nothing' };
  const count = fittingCount(worker.waiting, settings);
  const isFull = count === settings.batchSize || count < worker.waiting.length;
  if (!isFull && !at.closed && at.nowMs < worker.windowEndsAtMs)
    return { kind: 'waitUntil', atMs: worker.windowEndsAtMs };
  const rest = worker.waiting.slice(count);
  return {
    kind: 'batch',
    batch: { records: worker.waiting.slice(0, count), retries: 0, invocations: 0 },
    worker: { ...worker, waiting: rest, windowEndsAtMs: at.nowMs + settings.windowMs },
  };
}

/** How many of the waiting records fit one batch, by count and bytes. At least one: a record too large goes alone. */
function fittingCount(waiting: readonly SizedRecord[], settings: MappingSettings): number {
  let bytes = EMPTY_EVENT_BYTES;
  let count = 0;
  for (const record of waiting) {
    bytes += record.bytes;
    if (count === settings.batchSize || (count > 0 && bytes > settings.maxEventBytes)) break;
    count += 1;
  }
  return count;
}
