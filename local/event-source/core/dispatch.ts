import type { Batch, SizedRecord } from './batch.ts';
import { batchBytes, takeBatch } from './batching.ts';
import type { Condition } from './failure.ts';
import { INFINITE } from './mapping-settings.ts';
import { saveBatch, type WorkerContext, type WorkerStep } from './parallel-worker.ts';
import type { Effect, ParallelWorker } from './shard-state.ts';

/** Lets a worker go on until it waits for something: an answer, a time, or records. */
export function advance(start: ParallelWorker, context: WorkerContext): WorkerStep {
  const effects: Effect[] = [];
  let worker = start;
  while (worker.busy === undefined) {
    const next = takeBatch(worker, context.settings, context);
    if (next.kind === 'nothing') return { worker, effects };
    const wakeAtMs = Math.max(worker.notBeforeMs, next.kind === 'waitUntil' ? next.atMs : 0);
    if (next.kind === 'waitUntil' || wakeAtMs > context.nowMs) return { worker, effects, wakeAtMs };
    const sent = dispatch(next.worker, next.batch, context);
    effects.push(...sent.effects);
    worker = sent.worker;
  }
  const stored = storeAgain(worker, context);
  return { ...stored, effects: [...effects, ...stored.effects] };
}

/**
 * Sends a batch to the function, or, when it is too old or alone too large, to the on-failure destination.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html (MaximumRecordAgeInSeconds)
 */
function dispatch(worker: ParallelWorker, batch: Batch, context: WorkerContext): WorkerStep {
  const { expired, aged, fresh } = siftByAge(batch, context);
  const send = (): WorkerStep => {
    const give = (records: readonly SizedRecord[], condition: Condition, from: ParallelWorker): WorkerStep =>
      saveBatch(from, { batch: { ...batch, records }, condition }, context);
    const rest: Batch = { ...batch, records: fresh };
    if (aged.length > 0) {
      return give(
        aged,
        'RecordAgeExceeded',
        fresh.length === 0 ? worker : { ...worker, again: [rest, ...worker.again] },
      );
    }
    if (fresh.length === 0) return { worker, effects: [] };
    const isTooLarge = batchBytes(fresh) > context.settings.maxEventBytes;
    return isTooLarge ? give(fresh, 'PayloadSizeExceeded', worker) : invoke(worker, rest, context);
  };
  const sent = send();
  const gone: Effect[] =
    expired.length === 0 ? [] : [{ kind: 'expired', records: expired.map(({ record }) => record) }];
  return { worker: sent.worker, effects: [...gone, ...sent.effects] };
}

/** Takes out what the stream no longer holds and what is past the record age; the rest of the batch goes on. */
function siftByAge({ records }: Batch, { settings, nowMs }: WorkerContext) {
  const present = records.filter((record) => !isOlder(record, settings.retentionMs, nowMs));
  return {
    expired: records.filter((record) => isOlder(record, settings.retentionMs, nowMs)),
    aged: present.filter((record) => isOlder(record, settings.maximumRecordAgeMs, nowMs)),
    fresh: present.filter((record) => !isOlder(record, settings.maximumRecordAgeMs, nowMs)),
  };
}

function isOlder({ record }: SizedRecord, limitMs: number, nowMs: number): boolean {
  return limitMs !== INFINITE && nowMs - record.arrivedAtMs > limitMs;
}

function invoke(worker: ParallelWorker, batch: Batch, { index }: WorkerContext): WorkerStep {
  return {
    worker: { ...worker, busy: { kind: 'invoking', batch } },
    effects: [{ kind: 'invoke', worker: index, records: batch.records.map(({ record }) => record) }],
  };
}

function storeAgain(worker: ParallelWorker, context: WorkerContext): WorkerStep {
  if (worker.busy?.kind !== 'storeRefused') return { worker, effects: [] };
  return worker.notBeforeMs > context.nowMs
    ? { worker, effects: [], wakeAtMs: worker.notBeforeMs }
    : saveBatch({ ...worker, busy: undefined }, worker.busy.failure, context);
}
