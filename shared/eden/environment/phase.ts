import { type EnvironmentItem, MAX_LEASE_MS } from './item.ts';

/**
 * The phase of an environment's life, by its item. `fresh`: nothing was made. `adopted`: an older eden made it, and only
 * its item says so; a lease that a crashed run left on it does not change that.
 */
export function phaseOf(
  item: EnvironmentItem | undefined,
): 'fresh' | 'adopted' | NonNullable<EnvironmentItem['status']> {
  if (item?.status !== undefined) return item.status;
  return item?.endpoint === undefined ? 'fresh' : 'adopted';
}

/** Whether an older eden made the environment: then only the item says that its resources are eden's. */
export function isOfOlderEden(item: EnvironmentItem | undefined): boolean {
  return item?.adopted === true || phaseOf(item) === 'adopted';
}

/** Whether a run holds an item's lease now. An end that no lease can have is none: it would lock the item for good. */
export function isLeased({ lease_until: until }: EnvironmentItem, nowMs: number): boolean {
  return typeof until === 'number' && until >= nowMs && until <= nowMs + MAX_LEASE_MS;
}

/**
 * Whether a run crashed on this environment or left it unfinished, and no run works on it now. An item that none of
 * eden's runs ever took belongs to someone else.
 */
export function isCrashed(item: EnvironmentItem, nowMs: number): boolean {
  const phase = phaseOf(item);
  const isWhole = (phase === 'ready' || phase === 'adopted') && item.lease_until === undefined;
  const isForeign = phase === 'fresh' && item.run_id === undefined;
  return !isLeased(item, nowMs) && !isWhole && !isForeign;
}
