import type { Batch, SizedRecord } from './batch.ts';
import { batchBytes, takeBatch } from './batching.ts';
import type { Condition } from './failure.ts';
import { giveUp, type LaneContext, type LaneStep } from './lane.ts';
import { INFINITE } from './mapping-settings.ts';
import type { Effect, Lane } from './shard-state.ts';

/** Lets a lane go on until it waits for something: an answer, a time, or records. */
export function advance(start: Lane, context: LaneContext): LaneStep {
  const effects: Effect[] = [];
  let lane = start;
  while (lane.busy === undefined) {
    const next = takeBatch(lane, context.settings, context);
    if (next.kind === 'nothing') return { lane, effects };
    const wakeAtMs = Math.max(lane.notBeforeMs, next.kind === 'waitUntil' ? next.atMs : 0);
    if (next.kind === 'waitUntil' || wakeAtMs > context.nowMs) return { lane, effects, wakeAtMs };
    const sent = dispatch(next.lane, next.batch, context);
    effects.push(...sent.effects);
    lane = sent.lane;
  }
  const stored = storeAgain(lane, context);
  return { ...stored, effects: [...effects, ...stored.effects] };
}

/**
 * Sends a batch on its way: to the function, or, when it is too old or alone too large, to the on-failure destination.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html (MaximumRecordAgeInSeconds)
 */
function dispatch(lane: Lane, batch: Batch, context: LaneContext): LaneStep {
  const { expired, aged, fresh } = siftByAge(batch, context);
  const send = (): LaneStep => {
    const give = (records: readonly SizedRecord[], condition: Condition, from: Lane): LaneStep =>
      giveUp(from, { batch: { ...batch, records }, condition }, context);
    const rest: Batch = { ...batch, records: fresh };
    if (aged.length > 0) {
      return give(aged, 'RecordAgeExceeded', fresh.length === 0 ? lane : { ...lane, again: [rest, ...lane.again] });
    }
    if (fresh.length === 0) return { lane, effects: [] };
    const isTooLarge = batchBytes(fresh) > context.settings.maxEventBytes;
    return isTooLarge ? give(fresh, 'PayloadSizeExceeded', lane) : invoke(lane, rest, context);
  };
  const sent = send();
  const gone: Effect[] =
    expired.length === 0 ? [] : [{ kind: 'expired', records: expired.map(({ record }) => record) }];
  return { lane: sent.lane, effects: [...gone, ...sent.effects] };
}

/** Takes out what the stream no longer holds and what is past the record age; the rest of the batch goes on. */
function siftByAge({ records }: Batch, { settings, nowMs }: LaneContext) {
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

function invoke(lane: Lane, batch: Batch, { index }: LaneContext): LaneStep {
  return {
    lane: { ...lane, busy: { kind: 'invoking', batch } },
    effects: [{ kind: 'invoke', lane: index, records: batch.records.map(({ record }) => record) }],
  };
}

function storeAgain(lane: Lane, context: LaneContext): LaneStep {
  if (lane.busy?.kind !== 'storeRefused') return { lane, effects: [] };
  return lane.notBeforeMs > context.nowMs
    ? { lane, effects: [], wakeAtMs: lane.notBeforeMs }
    : giveUp({ ...lane, busy: undefined }, lane.busy.failure, context);
}
