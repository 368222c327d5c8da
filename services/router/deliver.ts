import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import type { RecordTarget } from '../../shared/delivery/record-target.ts';
import type { Deliver } from '../../shared/pipeline/outcome.ts';

/**
 * Delivers to the target that the context names.
 * @param targets by name, `kinesis:<stream>` or `firehose:<delivery stream>`.
 * @throws {RangeError} for a target that does not exist: a bug.
 */
export function createRouteDeliver(targets: ReadonlyMap<string, RecordTarget>): Deliver {
  return async (logs, context) => {
    const target = targets.get(context.target);
    if (target === undefined) throw new RangeError(`no such target: ${context.target}`);
    return putToTarget(target, logs, context);
  };
}
