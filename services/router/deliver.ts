import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import type { RecordTarget } from '../../shared/delivery/record-target.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Deliver, Delivery, Outcome } from '../../shared/pipeline/outcome.ts';

/** The logs for one target, beside their places among all deliveries. */
interface Group {
  readonly logs: Log[];
  readonly places: number[];
}

const groupByTarget = (deliveries: readonly Delivery[]): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  for (const [place, { log, target }] of deliveries.entries()) {
    const group = groups.get(target);
    if (group === undefined) groups.set(target, { logs: [log], places: [place] });
    else {
      group.logs.push(log);
      group.places.push(place);
    }
  }
  return groups;
};

/**
 * Delivers to all targets side by side: none waits for another, and what one took is not sent again because another
 * failed.
 * @param targets by the name that deliveries carry, `kinesis:<stream>` or `firehose:<delivery stream>`.
 * @throws {RangeError} for a delivery to a target that is not there: a bug.
 */
export const createRouteDeliver =
  (targets: ReadonlyMap<string, RecordTarget>): Deliver =>
  async (deliveries, context) => {
    const outcomes = new Array<Outcome>(deliveries.length);
    const groups = [...groupByTarget(deliveries)].map(([name, group]) => {
      const target = targets.get(name);
      if (target === undefined) throw new RangeError(`no such target: ${name}`);
      return { target, ...group };
    });
    await Promise.all(
      groups.map(async ({ target, logs, places }) => {
        for (const [index, outcome] of (await putToTarget(target, logs, context)).entries()) {
          outcomes[places[index] ?? 0] = outcome;
        }
      }),
    );
    return outcomes;
  };
