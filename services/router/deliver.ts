import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import type { RecordTarget } from '../../shared/delivery/record-target.ts';
import type { Deliver, Delivery, Outcome } from '../../shared/pipeline/outcome.ts';

/** The deliveries to one target, beside their places among all. */
interface Group {
  readonly members: Delivery[];
  readonly places: number[];
}

const groupByTarget = (deliveries: readonly Delivery[]): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  let place = 0;
  for (const delivery of deliveries) {
    let group = groups.get(delivery.target);
    if (group === undefined) {
      group = { members: [], places: [] };
      groups.set(delivery.target, group);
    }
    group.members.push(delivery);
    group.places.push(place++);
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
      groups.map(async ({ target, members, places }) => {
        const answers = await putToTarget(target, members, context);
        answers.forEach((outcome, index) => {
          outcomes[places[index] ?? 0] = outcome;
        });
      }),
    );
    return outcomes;
  };
