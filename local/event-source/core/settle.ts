import { afterInvocation } from './after-invocation.ts';
import { type Answer, readAnswer } from './answer.ts';
import { giveUp, type LaneContext, type LaneStep, pauseUntil } from './lane.ts';
import type { Lane } from './shard-state.ts';

/** Takes in the answer to an invocation. @throws Error when the lane invokes nothing: a bug of the shell */
export function settleAnswer(lane: Lane, answer: Answer, context: LaneContext): LaneStep {
  if (lane.busy?.kind !== 'invoking') throw bug('an answer', context);
  const { batch } = lane.busy;
  const verdict = readAnswer(answer, batch, context.settings.reportBatchItemFailures);
  const after = afterInvocation(batch, verdict, answer, context.settings);
  const idle: Lane = { ...lane, busy: undefined, refusals: 0, notBeforeMs: context.nowMs };
  switch (after.kind) {
    case 'done':
      return { lane: idle, effects: [] };
    case 'again': {
      const again = [...after.batches, ...lane.again];
      return { lane: { ...idle, again, notBeforeMs: pauseUntil(after.retries, context) }, effects: [] };
    }
    case 'refused': {
      const refusals = lane.refusals + 1;
      const again = [after.batch, ...lane.again];
      return { lane: { ...idle, again, refusals, notBeforeMs: pauseUntil(refusals, context) }, effects: [] };
    }
    case 'giveUp':
      return giveUp(idle, after.failure, context);
  }
}

function bug(what: string, { index }: LaneContext): Error {
  return new Error(`bug: ${what} for lane ${index}, which waits for none`);
}

/** The on-failure destination took the record: the batch is settled. @throws Error when nothing was being stored */
export function settleStored(lane: Lane, context: LaneContext): LaneStep {
  if (lane.busy?.kind !== 'storing') throw bug('a confirmation', context);
  return { lane: { ...lane, busy: undefined, refusals: 0 }, effects: [] };
}

/**
 * The on-failure destination refused: the shard waits and writes again, since nothing may be skipped unseen.
 * (What Lambda does then is not documented; it counts `DestinationDeliveryFailures`.)
 * @throws Error when nothing was being stored
 */
export function settleStoreRefused(lane: Lane, context: LaneContext): LaneStep {
  if (lane.busy?.kind !== 'storing') throw bug('a refusal', context);
  const refusals = lane.refusals + 1;
  const busy = { kind: 'storeRefused', failure: lane.busy.failure } as const;
  return { lane: { ...lane, busy, refusals, notBeforeMs: pauseUntil(refusals, context) }, effects: [] };
}
