import type { LocalClients } from '../stack/aws-clients.ts';
import type { EventOrigin } from './core/event-record.ts';
import type { Position, ShardEvent } from './core/shard-state.ts';
import { createShardState, isSettled, step } from './core/step.ts';
import type { Log } from './log.ts';
import type { Mapping, StartingPosition } from './mapping.ts';
import { createPerformer } from './perform-effect.ts';
import { pollShard } from './poll-shard.ts';

/** State of a shard as seen from outside. */
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
  /** Stops reading and invoking; resolves when all calls under way have returned. */
  readonly stop: () => Promise<void>;
}

/** Options of {@link startShardWorker}. */
export interface ShardWorkerOptions {
  readonly clients: LocalClients;
  readonly mapping: Mapping;
  readonly origin: EventOrigin;
  readonly retentionMs: number;
  readonly start: Position | StartingPosition;
  readonly log: Log;
}

/** Drives the pure core for one shard: reads, invokes, writes and waits, and reports each result to the core. */
export function startShardWorker(options: ShardWorkerOptions): ShardWorker {
  const { mapping, origin, retentionMs } = options;
  let state = createShardState({ ...mapping.settings, retentionMs }, origin);
  let stopped = false;
  const calls = createCallTracker();
  const report = (event: ShardEvent): void => {
    if (stopped) return;
    const stepped = step(state, event);
    state = stepped.state;
    for (const effect of stepped.effects) performer.perform(effect);
  };
  const performer = createPerformer({ ...options, track: calls.track, report });
  const poll = pollShard({ ...options, track: calls.track, report, readState: () => state });
  return {
    status: () => {
      const { foundNothing, atMs } = poll.lastRead();
      return {
        shardId: origin.shardId,
        checkpoint: state.checkpoint,
        idle: foundNothing && isSettled(state),
        lastReadAtMs: atMs,
        invocations: performer.invocations(),
        finished: state.finished,
      };
    },
    stop: async () => {
      stopped = true;
      performer.stop();
      poll.stop();
      await calls.untilDone();
    },
  };
}

/** Knows which calls are under way. */
function createCallTracker() {
  const underWay = new Set<Promise<void>>();
  return {
    track: (call: Promise<void>): void => {
      const tracked = call.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
    untilDone: async (): Promise<void> => {
      await Promise.all(underWay);
    },
  };
}
