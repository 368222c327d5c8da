import { createHash } from 'node:crypto';
import type { SizedRecord } from './batch.ts';
import type { Failure } from './failure.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { Effect, Lane } from './shard-state.ts';
import { compareSequenceNumbers } from './stream-record.ts';

/** A lane after a step, what has to be done, and when it wants to be woken if nothing happens before. */
export interface LaneStep {
  readonly lane: Lane;
  readonly effects: readonly Effect[];
  readonly wakeAtMs?: number;
}

/** The surroundings of a lane in one step. */
export interface LaneContext {
  readonly settings: MappingSettings;
  readonly index: number;
  readonly nowMs: number;
  readonly closed: boolean;
}

export const IDLE_LANE: Lane = {
  busy: undefined,
  again: [],
  waiting: [],
  windowEndsAtMs: 0,
  notBeforeMs: 0,
  refusals: 0,
};

/**
 * The lane of a partition key: the same key is always in the same lane, so that its records stay in order.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html ("order at the partition-key level")
 */
export function laneOf(partitionKey: string, lanes: number): number {
  return lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;
}

/** Appends records to a lane; the first one that waits opens the batching window. */
export function enqueue(lane: Lane, records: readonly SizedRecord[], { nowMs, settings }: LaneContext): Lane {
  if (records.length === 0) return lane;
  const windowEndsAtMs = lane.waiting.length === 0 ? nowMs + settings.windowMs : lane.windowEndsAtMs;
  return { ...lane, waiting: lane.waiting.concat(records), windowEndsAtMs };
}

/** When to try again after `times` failures in a row: exponential, capped, without jitter (the core has no dice). */
export function pauseUntil(times: number, { settings, nowMs }: LaneContext): number {
  return nowMs + Math.min(settings.backoff.capMs, settings.backoff.baseMs * 2 ** Math.min(times, 30));
}

/** Hands a batch to the on-failure destination; without one it is discarded and the shard moves on. */
export function giveUp(lane: Lane, failure: Failure, { settings, index }: LaneContext): LaneStep {
  return settings.hasOnFailure
    ? {
        lane: { ...lane, busy: { kind: 'storing', failure } },
        effects: [{ kind: 'putOnFailure', lane: index, failure }],
      }
    : { lane, effects: [{ kind: 'discarded', failure }] };
}

/** Number of the first record of a lane that is not settled. */
export function firstUnsettled(lane: Lane): string | undefined {
  return [recordsInHand(lane)[0], lane.again[0]?.records[0], lane.waiting[0]]
    .flatMap((sized) => (sized === undefined ? [] : [sized.record.sequenceNumber]))
    .sort(compareSequenceNumbers)[0];
}

function recordsInHand({ busy }: Lane): readonly SizedRecord[] {
  if (busy === undefined) return [];
  return busy.kind === 'invoking' ? busy.batch.records : busy.failure.batch.records;
}
