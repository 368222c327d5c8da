import type { EdenDeps } from '../run/run.ts';
import { createTogether } from '../run/together.ts';
import { type GroupMember, type GroupOutcome, performAll, summary } from './group.ts';
import { type SleepOutcome, sleepEnvironment } from './sleep.ts';
import type { SleepTarget } from './sleep-run.ts';
import type { WakeOutcome } from './wake.ts';

/** A member's environment. */
export interface SleepRequest {
  readonly profileName: string;
  readonly target: SleepTarget;
}

/**
 * Puts the environments of a group to sleep: all become asleep in one transaction, or each goes back to what it was. Those
 * that do not exist are `absent`, those that are asleep stay so. After a crash all of them are asleep, or none: then the next
 * sleep finishes all, a wake or the reaper takes them back.
 */
export async function sleepGroup(members: readonly GroupMember<SleepRequest>[]): Promise<GroupOutcome<SleepOutcome>> {
  const sorted = members.toSorted((a, b) => (a.request.profileName < b.request.profileName ? -1 : 1));
  const present = sorted.filter(({ request }) => request.target.located.item !== undefined);
  const [first] = present;
  const places =
    first === undefined
      ? []
      : createTogether({
          names: present.map(({ request }) => request.profileName),
          clock: first.deps.clock,
          writeItems: first.deps.aws.writeItems,
        });
  const outcomes = await performAll(sorted, async (member) => {
    const place = places[present.indexOf(member)];
    try {
      const deps = { ...member.deps, ...(place && { together: place.together }) };
      return await sleepEnvironment(deps, member.request.target);
    } finally {
      place?.end();
    }
  });
  return summary(outcomes);
}

/**
 * Wakes the environments of a group side by side, each by `wake`: one that does not become healthy keeps none of the others
 * from being awake.
 */
export async function wakeGroup(
  members: readonly GroupMember<SleepRequest>[],
  wake: (deps: EdenDeps, target: SleepTarget) => Promise<WakeOutcome>,
): Promise<GroupOutcome<WakeOutcome>> {
  return summary(await performAll(members, ({ deps, request }) => wake(deps, request.target)));
}
