import type { DeliverContext, Outcome } from '../pipeline/outcome.ts';
import { chunkRecords } from './chunk-records.ts';
import { prepareRecords } from './prepare-records.ts';
import { judgeAnswers, type PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';
import { createSender } from './send-records.ts';

const UNTRIED: PutAnswer = { status: 'untried' };

/**
 * Delivers logs to one target, in order, in about as few calls as its limits allow (keys are taken for a few bytes too
 * many), one call after the other.
 * @returns one outcome for each log, in order.
 */
export async function putToTarget<Item>(
  target: RecordTarget<Item>,
  logs: readonly Item[],
  context: DeliverContext,
): Promise<readonly Outcome[]> {
  const answers = new Array<PutAnswer>(logs.length).fill(UNTRIED);
  const prepared = prepareRecords(target, logs, answers);
  const send = createSender(target, prepared, answers, context);
  let start = 0;
  for (const end of chunkRecords(prepared.sizes, target.limits)) {
    await send(start, end);
    start = end;
  }
  return judgeAnswers(answers);
}
