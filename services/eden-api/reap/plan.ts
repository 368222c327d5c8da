import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { isCrashed, isLeased, phaseOf } from '../../../shared/eden/environment/phase.ts';

/** An environment to work on, and why. */
export interface Due {
  readonly item: EnvironmentItem;
  /** `expire`: its time is over; `repair`: a run died on it. */
  readonly reason: 'expire' | 'repair';
}

const DAY_SECONDS = 86_400;

/** The environments that are due, the longest overdue first; those that failed in the run before come last. */
export function planReap(
  items: readonly EnvironmentItem[],
  { nowMs, failed }: { readonly nowMs: number; readonly failed: readonly string[] },
): readonly Due[] {
  const hasFailed = (item: EnvironmentItem): number => Number(failed.includes(dueKey(item)));
  const endOf = ({ expires_at }: EnvironmentItem): number =>
    typeof expires_at === 'number' ? expires_at : Number.POSITIVE_INFINITY;
  return items
    .filter((item) => !isLeased(item, nowMs))
    .toSorted((a, b) => hasFailed(a) - hasFailed(b) || endOf(a) - endOf(b))
    .flatMap((item): readonly Due[] => {
      if (endOf(item) * 1000 <= nowMs && phaseOf(item) !== 'fresh') return [{ item, reason: 'expire' }];
      return isCrashed(item, nowMs) ? [{ item, reason: 'repair' }] : [];
    });
}

/** The name under which the reaper notes an item that failed. */
export function dueKey({ type, name }: Pick<EnvironmentItem, 'type' | 'name'>): string {
  return `${type}/${name}`;
}

/** How many environments had no deployment for this many days. */
export function countOlder(items: readonly EnvironmentItem[], days: number, nowMs: number): number {
  return items.filter(
    ({ last_updated }) => last_updated !== undefined && last_updated < nowMs / 1000 - days * DAY_SECONDS,
  ).length;
}
