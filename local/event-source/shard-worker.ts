import type { LocalClients } from '../stack/aws-clients.ts';
import type { EventOrigin } from './core/event-record.ts';
import type { Effect, Position, ShardEvent, ShardState } from './core/shard-state.ts';
import { createShardState, isSettled, step, wantsRecords } from './core/step.ts';
import { invokeFunction } from './invoke.ts';
import type { Log } from './log.ts';
import type { Mapping, StartingPosition } from './mapping.ts';
import { putOnFailure } from './put-on-failure.ts';
import { readShard } from './read-shard.ts';

/** Pause between two reads of a shard that brought nothing. Lambda polls once a second; here someone waits. */
const IDLE_POLL_MS = 400;
/** Kinesis allows five reads a second and shard. */
const BUSY_POLL_MS = 200;
const READ_LIMIT = 10_000;

/** What is known of a shard from outside. */
export interface ShardStatus {
  readonly shardId: string;
  readonly checkpoint: Position | undefined;
  /** Everything read is settled, and the last read, begun at `lastReadAtMs`, found nothing more. */
  readonly idle: boolean;
  readonly lastReadAtMs: number;
  readonly invocations: number;
  readonly finished: boolean;
}

/** The worker of one shard under one mapping. */
export interface ShardWorker {
  readonly status: () => ShardStatus;
  /** Stops reading and invoking; resolves when what is under way has come back. */
  readonly stop: () => Promise<void>;
}

/** What a worker needs. */
export interface ShardWorkerOptions {
  readonly clients: LocalClients;
  readonly mapping: Mapping;
  readonly origin: EventOrigin;
  readonly retentionMs: number;
  readonly start: Position | StartingPosition;
  readonly log: Log;
}

/** Drives the pure core for one shard: reads, invokes, writes, waits, and reports back. */
export function startShardWorker({
  clients,
  mapping,
  origin,
  retentionMs,
  start,
  log,
}: ShardWorkerOptions): ShardWorker {
  let state: ShardState = createShardState({ ...mapping.settings, retentionMs }, origin);
  let stopped = false;
  let idleAtTip = false;
  let lastReadAtMs = 0;
  let invocations = 0;
  let wake: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  const underWay = new Set<Promise<void>>();
  const about = { function: mapping.functionArn.split(':').at(-1), shard: origin.shardId };

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const invoke = async ({ worker, records }: Extract<Effect, { kind: 'invoke' }>): Promise<void> => {
    invocations += 1;
    const { answer, error } = await invokeFunction(clients.lambda, mapping.functionArn, records, origin);
    log('invoked', { ...about, worker, records: records.length, status: answer.status, error });
    happen({ kind: 'answered', worker, answer, nowMs: Date.now() });
  };

  const store = async ({ worker, failure }: Extract<Effect, { kind: 'putOnFailure' }>): Promise<void> => {
    const size = failure.batch.records.length;
    try {
      await putOnFailure(clients, mapping, origin, failure);
      log('batch given up', { ...about, condition: failure.condition, records: size });
      happen({ kind: 'stored', worker, nowMs: Date.now() });
    } catch (error) {
      log('on-failure destination refused', { ...about, records: size, error: String(error) });
      happen({ kind: 'storeRefused', worker, nowMs: Date.now() });
    }
  };

  const perform = (effect: Effect): void => {
    switch (effect.kind) {
      case 'invoke':
        track(invoke(effect));
        return;
      case 'putOnFailure':
        track(store(effect));
        return;
      case 'waitUntil':
        clearTimeout(wake);
        wake = setTimeout(() => happen({ kind: 'tick', nowMs: Date.now() }), Math.max(0, effect.atMs - Date.now()));
        return;
      case 'discarded':
        log('batch discarded', { ...about, condition: effect.failure.condition });
        return;
      case 'expired':
      case 'filteredOut':
        log(effect.kind, { ...about, records: effect.records.length });
        return;
      case 'checkpoint':
      case 'finished':
        return;
    }
  };

  const happen = (event: ShardEvent): void => {
    if (stopped) return;
    const stepped = step(state, event);
    state = stepped.state;
    for (const effect of stepped.effects) perform(effect);
  };

  const read = async (): Promise<number> => {
    if (!wantsRecords(state)) return BUSY_POLL_MS;
    const from = state.lastRead === undefined ? start : ({ kind: 'after', sequenceNumber: state.lastRead } as const);
    const beganAtMs = Date.now();
    try {
      const { status, records } = await readShard(clients.kinesis, { ...origin }, from, READ_LIMIT);
      if (records.length > 0) happen({ kind: 'records', records, nowMs: Date.now() });
      if (status === 'ended') happen({ kind: 'closed', nowMs: Date.now() });
      [idleAtTip, lastReadAtMs] = [records.length === 0, beganAtMs];
      return records.length > 0 ? BUSY_POLL_MS : IDLE_POLL_MS;
    } catch (error) {
      log('shard cannot be read', { ...about, error: String(error) });
      return 1_000;
    }
  };

  const pollOnce = (): void =>
    track(
      read().then((pauseMs) => {
        if (!stopped && !state.closed) poll = setTimeout(pollOnce, pauseMs);
      }),
    );
  pollOnce();

  return {
    status: () => ({
      shardId: origin.shardId,
      checkpoint: state.checkpoint,
      idle: idleAtTip && isSettled(state),
      lastReadAtMs,
      invocations,
      finished: state.finished,
    }),
    stop: async () => {
      stopped = true;
      clearTimeout(wake);
      clearTimeout(poll);
      await Promise.all(underWay);
    },
  };
}
