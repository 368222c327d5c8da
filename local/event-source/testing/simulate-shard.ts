import type { Answer } from '../core/answer.ts';
import type { EventOrigin } from '../core/event-record.ts';
import type { Failure } from '../core/failure.ts';
import { INFINITE, type MappingSettings } from '../core/mapping-settings.ts';
import type { Effect, ShardEvent } from '../core/shard-state.ts';
import { createShardState, isSettled, step } from '../core/step.ts';
import type { StreamRecord } from '../core/stream-record.ts';

/** One invocation as the simulated world sees it. */
export interface SimulatedInvocation {
  readonly worker: number;
  readonly records: readonly StreamRecord[];
  readonly atMs: number;
}

/** The world around a shard: what comes in, and how function and destination behave. */
export interface SimulatedWorld {
  readonly settings: MappingSettings;
  readonly origin: EventOrigin;
  /** In the order of the stream; each is read at its arrival. */
  readonly records: readonly StreamRecord[];
  /** The function: its answer, and how long it takes. */
  readonly invoke: (invocation: SimulatedInvocation) => Promise<{ readonly answer: Answer; readonly tookMs: number }>;
  /** The on-failure destination: whether it takes the record. */
  readonly store: (failure: Failure, atMs: number) => Promise<boolean>;
  /** Whether the shard ends behind its last record. */
  readonly closes?: boolean;
  /** Stop after so many steps: a poison record with infinite retries never ends. */
  readonly maxSteps?: number;
}

/** One step of the machine: what happened, and what it had done about it. */
interface SimulatedStep {
  readonly event: ShardEvent;
  readonly effects: readonly Effect[];
}

/** The whole history of a shard. */
export interface SimulatedRun {
  readonly steps: readonly SimulatedStep[];
  readonly settled: boolean;
  readonly finished: boolean;
}

/** Settings as Lambda's defaults have them, with a pause that suits a virtual clock. */
export const DEFAULT_SETTINGS: MappingSettings = {
  batchSize: 100,
  maxEventBytes: 6 * 1024 * 1024,
  windowMs: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: INFINITE,
  maximumRecordAgeMs: INFINITE,
  bisectOnFunctionError: false,
  reportBatchItemFailures: true,
  hasOnFailure: true,
  filters: [],
  retentionMs: INFINITE,
  backoff: { baseMs: 100, capMs: 10_000 },
};

/** Runs one shard on a virtual clock until nothing is left to do. The function and the destination may be real code. */
export async function simulateShard(world: SimulatedWorld): Promise<SimulatedRun> {
  const agenda = createAgenda(arrivals(world));
  const steps: SimulatedStep[] = [];
  let state = createShardState(world.settings, world.origin);
  for (let event = agenda.next(); event !== undefined; event = agenda.next()) {
    const stepped = step(state, event);
    state = stepped.state;
    steps.push({ event, effects: stepped.effects });
    for (const effect of stepped.effects) {
      const answer = await perform(effect, world, event.nowMs);
      if (answer !== undefined) agenda.add(answer);
    }
    if (steps.length === world.maxSteps) break;
  }
  return { steps, settled: isSettled(state), finished: state.finished };
}

/** Events to come, in the order of their time; of two at one time, the one scheduled first comes first. */
function createAgenda(events: readonly ShardEvent[]) {
  const pending = [...events];
  return {
    add: (event: ShardEvent): void => {
      const isKnownTick =
        event.kind === 'tick' && pending.some((other) => other.kind === 'tick' && other.nowMs === event.nowMs);
      const at = pending.findIndex((other) => other.nowMs > event.nowMs);
      if (!isKnownTick) pending.splice(at === -1 ? pending.length : at, 0, event);
    },
    next: (): ShardEvent | undefined => pending.shift(),
  };
}

function arrivals({ records, closes }: SimulatedWorld): ShardEvent[] {
  const reads = records.map(
    (record): ShardEvent => ({ kind: 'records', records: [record], nowMs: record.arrivedAtMs }),
  );
  return closes === true ? [...reads, { kind: 'closed', nowMs: records.at(-1)?.arrivedAtMs ?? 0 }] : reads;
}

/** The answer of the simulated AWS to an effect, if there is one. */
async function perform(effect: Effect, world: SimulatedWorld, atMs: number): Promise<ShardEvent | undefined> {
  switch (effect.kind) {
    case 'invoke': {
      const { worker, records } = effect;
      const { answer, tookMs } = await world.invoke({ worker, records, atMs });
      return { kind: 'answered', worker, answer, nowMs: atMs + tookMs };
    }
    case 'putOnFailure': {
      const kind = (await world.store(effect.failure, atMs)) ? 'stored' : 'storeRefused';
      return { kind, worker: effect.worker, nowMs: atMs + 1 };
    }
    case 'waitUntil':
      return { kind: 'tick', nowMs: effect.atMs };
    case 'discarded':
    case 'expired':
    case 'filteredOut':
    case 'checkpoint':
    case 'finished':
      return undefined;
  }
}
