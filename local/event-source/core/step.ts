import type { SizedRecord } from './batch.ts';
import { advance } from './dispatch.ts';
import { type EventOrigin, eventBytes, sharedBytes } from './event-record.ts';
import { passesFilters } from './filter-pattern.ts';
import type { MappingSettings } from './mapping-settings.ts';
import {
  enqueue,
  firstUnsettled,
  IDLE_WORKER,
  type WorkerContext,
  type WorkerStep,
  workerOf,
} from './parallel-worker.ts';
import { settleAnswer, settleStored, settleStoreRefused } from './settle.ts';
import type { Effect, ParallelWorker, Position, ShardEvent, ShardState, Step } from './shard-state.ts';
import { compareSequenceNumbers, type StreamRecord } from './stream-record.ts';

/** A shard of which nothing was read yet under this mapping. After a restart reading goes on at the last checkpoint. */
export function createShardState(settings: MappingSettings, origin: EventOrigin): ShardState {
  return {
    settings,
    origin,
    metadataBytes: sharedBytes(origin),
    workers: Array.from({ length: settings.parallelizationFactor }, () => IDLE_WORKER),
    lastRead: undefined,
    checkpoint: undefined,
    closed: false,
    finished: false,
  };
}

/**
 * Whether the shell should read on. A mapping that is held up stops reading, as Lambda's poller does; two batches a * worker are kept ready (our choice).
 */
export function wantsRecords(state: ShardState): boolean {
  const waiting = state.workers.reduce((sum, worker) => sum + worker.waiting.length, 0);
  return !state.closed && waiting < 2 * state.settings.batchSize * state.workers.length;
}

/**
 * The event source mapping of one shard as a pure state machine: takes in what happened, lets every worker go on, and
 * returns what has to be done. No I/O, no clock, no random numbers: the local stack drives it with real functions, the
 * property tests with simulated ones.
 *
 * Its rules are documented where they are applied: {@link MappingSettings} (limits), `batching.ts` (when and how large),
 * `answer.ts` (partial batch responses), `after-invocation.ts` (retries, bisect), `dispatch.ts` (age, size),
 * `parallel-worker.ts` (parallelization), `filter-pattern.ts` (filters), `failure.ts` (on-failure records).
 * @throws Error when the shell reports something that was never asked for: a bug
 */
export function step(before: ShardState, event: ShardEvent): Step {
  const absorbed = absorb(before, event);
  const steps = absorbed.state.workers.map((worker, index) =>
    advance(worker, contextOf(absorbed.state, index, event.nowMs)),
  );
  const workers = steps.map(({ worker }) => worker);
  const concluded = conclude({ ...absorbed.state, workers });
  const wakeAtMs = Math.min(...steps.map((worker) => worker.wakeAtMs ?? Number.POSITIVE_INFINITY));
  const wait: Effect[] = Number.isFinite(wakeAtMs) ? [{ kind: 'waitUntil', atMs: wakeAtMs }] : [];
  const effects = [...absorbed.effects, ...steps.flatMap((worker) => worker.effects), ...concluded.effects, ...wait];
  return { state: concluded.state, effects };
}

function absorb(state: ShardState, event: ShardEvent): Step {
  switch (event.kind) {
    case 'records':
      return takeIn(state, event);
    case 'tick':
      return { state, effects: [] };
    case 'closed':
      return { state: { ...state, closed: true }, effects: [] };
    case 'answered':
      return inWorker(state, event.worker, (worker) =>
        settleAnswer(worker, event.answer, contextOf(state, event.worker, event.nowMs)),
      );
    case 'stored':
      return inWorker(state, event.worker, (worker) =>
        settleStored(worker, contextOf(state, event.worker, event.nowMs)),
      );
    case 'storeRefused':
      return inWorker(state, event.worker, (worker) =>
        settleStoreRefused(worker, contextOf(state, event.worker, event.nowMs)),
      );
  }
}

function takeIn(state: ShardState, event: Extract<ShardEvent, { kind: 'records' }>): Step {
  const fresh = event.records.filter(({ sequenceNumber }) => isNew(state, sequenceNumber));
  const { filters } = state.settings;
  const dropped: StreamRecord[] = [];
  const perWorker: SizedRecord[][] = state.workers.map(() => []);
  for (const record of fresh) {
    if (filters.length > 0 && !passesFilters(record, filters)) {
      dropped.push(record);
      continue;
    }
    const sized = { record, bytes: eventBytes(record, state.metadataBytes) };
    perWorker[workerOf(record.partitionKey, state.workers.length)]?.push(sized);
  }
  const workers = state.workers.map((worker, index) =>
    enqueue(worker, perWorker[index] ?? [], contextOf(state, index, event.nowMs)),
  );
  const lastRead = fresh.at(-1)?.sequenceNumber ?? state.lastRead;
  const effects: Effect[] = dropped.length === 0 ? [] : [{ kind: 'filteredOut', records: dropped }];
  return { state: { ...state, workers, lastRead }, effects };
}

function isNew(state: ShardState, sequenceNumber: string): boolean {
  return state.lastRead === undefined || compareSequenceNumbers(sequenceNumber, state.lastRead) > 0;
}

function contextOf(state: ShardState, index: number, nowMs: number): WorkerContext {
  return {
    settings: state.settings,
    index,
    nowMs,
    closed: state.closed,
  };
}

function inWorker(state: ShardState, index: number, change: (worker: ParallelWorker) => WorkerStep): Step {
  const worker = state.workers[index];
  if (worker === undefined) throw new Error(`bug: worker ${index} of ${state.workers.length}`);
  const changed = change(worker);
  return { state: { ...state, workers: state.workers.with(index, changed.worker) }, effects: changed.effects };
}

function conclude(state: ShardState): Step {
  const effects: Effect[] = [];
  const checkpoint = positionOf(state);
  if (checkpoint !== undefined && !isSame(checkpoint, state.checkpoint))
    effects.push({ kind: 'checkpoint', position: checkpoint });
  const finished = state.closed && isSettled(state);
  if (finished && !state.finished) effects.push({ kind: 'finished' });
  return { state: { ...state, checkpoint, finished }, effects };
}

function positionOf({ workers, lastRead }: ShardState): Position | undefined {
  const first = workers
    .map(firstUnsettled)
    .filter((sequenceNumber) => sequenceNumber !== undefined)
    .sort(compareSequenceNumbers)[0];
  if (first !== undefined) return { kind: 'at', sequenceNumber: first };
  return lastRead === undefined ? undefined : { kind: 'after', sequenceNumber: lastRead };
}

function isSame(a: Position | undefined, b: Position | undefined): boolean {
  return a?.kind === b?.kind && a?.sequenceNumber === b?.sequenceNumber;
}

/** Whether everything that was read is settled. */
export function isSettled(state: ShardState): boolean {
  return state.workers.every((worker) => firstUnsettled(worker) === undefined);
}
