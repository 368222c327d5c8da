import { createHash } from 'node:crypto';
import type { SizedRecord } from './batch.ts';
import type { Failure } from './failure.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { Effect, ParallelWorker } from './shard-state.ts';
import { compareSequenceNumbers } from './stream-record.ts';

/** A parallel worker after a step, what has to be done, and when it wants to be woken if nothing happens before. */
export interface WorkerStep {
  readonly worker: ParallelWorker;
  readonly effects: readonly Effect[];
  readonly wakeAtMs?: number;
}

/** Context of one step of a parallel worker. */
export interface WorkerContext {
  readonly settings: MappingSettings;
  readonly index: number;
  readonly nowMs: number;
  readonly closed: boolean;
}

export const IDLE_WORKER: ParallelWorker = {
  busy: undefined,
  again: [],
  waiting: [],
  windowEndsAtMs: 0,
  notBeforeMs: 0,
  refusals: 0,
};

/**
 * The worker of a partition key: the same key is always with the same worker, so that its records stay in order.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html ("order at the partition-key level")
 */
export function workerOf(partitionKey: string, workers: number): number {
  return workers === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % workers;
}

/** Appends records to a worker; the first one that waits opens the batching window. */
export function enqueue(
  worker: ParallelWorker,
  records: readonly SizedRecord[],
  { nowMs, settings }: WorkerContext,
): ParallelWorker {
  if (records.length === 0) return worker;
  const windowEndsAtMs = worker.waiting.length === 0 ? nowMs + settings.windowMs : worker.windowEndsAtMs;
  return { ...worker, waiting: worker.waiting.concat(records), windowEndsAtMs };
}

/** When to try again after `times` failures in a row: exponential, capped, without jitter (the core has no dice). */
export function pauseUntil(times: number, { settings, nowMs }: WorkerContext): number {
  return nowMs + Math.min(settings.backoff.capMs, settings.backoff.baseMs * 2 ** Math.min(times, 30));
}

/** Hands a batch to the on-failure destination; without one it is discarded and the shard moves on. */
export function saveBatch(worker: ParallelWorker, failure: Failure, { settings, index }: WorkerContext): WorkerStep {
  return settings.hasOnFailure
    ? {
        worker: { ...worker, busy: { kind: 'storing', failure } },
        effects: [{ kind: 'putOnFailure', worker: index, failure }],
      }
    : { worker, effects: [{ kind: 'discarded', failure }] };
}

/** Number of the first record of a worker that is not settled. */
export function firstUnsettled(worker: ParallelWorker): string | undefined {
  return [recordsInHand(worker)[0], worker.again[0]?.records[0], worker.waiting[0]]
    .flatMap((sized) => (sized === undefined ? [] : [sized.record.sequenceNumber]))
    .sort(compareSequenceNumbers)[0];
}

function recordsInHand({ busy }: ParallelWorker): readonly SizedRecord[] {
  if (busy === undefined) return [];
  return busy.kind === 'invoking' ? busy.batch.records : busy.failure.batch.records;
}
