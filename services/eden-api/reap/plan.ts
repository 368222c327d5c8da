import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { isCrashed, phaseOf } from '../../../shared/eden/environment/phase.ts';

/** An environment to work on, and why. */
export interface Due {
  readonly item: EnvironmentItem;
  /** `expire`: its time is over; `repair`: a run died on it. */
  readonly reason: 'expire' | 'repair';
}

const DAY_SECONDS = 86_400;

/** The environments that are due, the longest overdue first; `left`: how many the cap leaves to the next run. */
export function planReap(
  items: readonly EnvironmentItem[],
  { nowMs, maxDeletions }: { readonly nowMs: number; readonly maxDeletions: number },
): { readonly due: readonly Due[]; readonly left: number } {
  const isFree = ({ lease_until }: EnvironmentItem): boolean => lease_until === undefined || lease_until < nowMs;
  const endOf = ({ expires_at }: EnvironmentItem): number =>
    typeof expires_at === 'number' ? expires_at : Number.POSITIVE_INFINITY;
  const all = items
    .filter(isFree)
    .toSorted((a, b) => endOf(a) - endOf(b))
    .flatMap((item): readonly Due[] => {
      if (endOf(item) * 1000 <= nowMs && phaseOf(item) !== 'fresh') return [{ item, reason: 'expire' }];
      return isCrashed(item, nowMs) ? [{ item, reason: 'repair' }] : [];
    });
  return { due: all.slice(0, maxDeletions), left: Math.max(0, all.length - maxDeletions) };
}

/** How many environments had no deployment for this many days. */
export function countOlder(items: readonly EnvironmentItem[], days: number, nowMs: number): number {
  return items.filter(
    ({ last_updated }) => last_updated !== undefined && last_updated < nowMs / 1000 - days * DAY_SECONDS,
  ).length;
}
