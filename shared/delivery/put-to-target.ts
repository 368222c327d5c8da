import type { DeliverContext, Outcome } from '../pipeline/outcome.ts';
import { putAggregated } from './put-aggregated.ts';
import { putPlain } from './put-plain.ts';
import type { RecordTarget } from './record-target.ts';

/**
 * Delivers logs to one target, in order: each as a record, or in aggregates where the target has them.
 * @returns one outcome for each log, in order.
 */
export function putToTarget<Item>(
  target: RecordTarget<Item>,
  logs: readonly Item[],
  context: DeliverContext,
): Promise<readonly Outcome[]> {
  return target.aggregation === undefined
    ? putPlain(target, logs, context)
    : putAggregated(target, target.aggregation, logs, context);
}
