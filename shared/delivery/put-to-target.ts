import type { DeliverContext, Outcome } from '../pipeline/outcome.ts';
import { putAggregated } from './put-aggregated.ts';
import { judgeAnswers } from './put-answer.ts';
import { putRecords } from './put-records.ts';
import type { RecordTarget } from './record-target.ts';

/**
 * Delivers logs to one target, in order: each as a record, or in aggregates where the target has them.
 * @returns one outcome for each log, in order.
 */
export async function putToTarget<Item>(
  target: RecordTarget<Item>,
  logs: readonly Item[],
  context: DeliverContext,
): Promise<readonly Outcome[]> {
  return target.aggregation === undefined
    ? judgeAnswers(await putRecords(target, logs, context))
    : putAggregated(target, target.aggregation, logs, context);
}
