import type { DeliverContext, Outcome } from '../pipeline/outcome.ts';
import { chunkRecords } from './chunk-records.ts';
import { prepareRecords } from './prepare-records.ts';
import { judgeAnswers, type PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';
import { createSender } from './send-records.ts';

const UNTRIED: PutAnswer = { status: 'untried' };

/**
 * Delivers items to one target, each as a record, in order.
 * @returns one outcome for each, in order.
 */
export async function putPlain<Item>(
  target: RecordTarget<Item>,
  items: readonly Item[],
  context: DeliverContext,
): Promise<readonly Outcome[]> {
  return judgeAnswers(await sendItems(target, items, context));
}

/**
 * Sends items to one target, each as a record, in order, in about as few calls as its limits allow (keys are taken for a
 * few bytes too many), one call after the other.
 * @returns the target's answer for each, in order.
 */
export async function sendItems<Item>(
  target: RecordTarget<Item>,
  items: readonly Item[],
  context: DeliverContext,
): Promise<readonly PutAnswer[]> {
  const answers = new Array<PutAnswer>(items.length).fill(UNTRIED);
  const prepared = prepareRecords(target, items, answers);
  const send = createSender(target, prepared, answers, context);
  let start = 0;
  for (const end of chunkRecords(prepared.sizes, target.limits)) {
    await send(start, end);
    start = end;
  }
  return answers;
}
