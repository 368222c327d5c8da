import type { EdenState, Taken } from '../aws/ports.ts';
import type { ItemKey } from '../environment/item.ts';
import type { Clock, LeasePolicy } from './lease.ts';

/** The ports and settings that taking a lease needs. */
export interface LeaseDeps {
  readonly aws: Pick<EdenState, 'takeItem'>;
  readonly clock: Clock;
  readonly lease: LeasePolicy;
  /** Who holds the lease, for people: `cli nana@host`. */
  readonly holder: string;
}

/** The item to lease, for which run. `set`: attributes that are written with the lease. */
export interface LeaseTarget {
  readonly key: ItemKey;
  readonly runId: string;
  /** Whether the item may be created; else a missing one is `missing`. */
  readonly mayCreate: boolean;
  readonly set: Readonly<Record<string, unknown>>;
}

/**
 * Takes the lease on an item unless another run holds it. `untilMs`: its end, epoch ms.
 * @throws AwsCallError
 */
export async function takeLease(
  { aws, clock, lease, holder }: LeaseDeps,
  { key, runId, mayCreate, set }: LeaseTarget,
): Promise<{ readonly taken: Taken; readonly untilMs: number }> {
  const nowMs = clock.now();
  const untilMs = nowMs + lease.durationMs;
  const taken = await aws.takeItem(key, { runId, holder, nowMs, untilMs, mayCreate }, { set });
  return { taken, untilMs };
}
