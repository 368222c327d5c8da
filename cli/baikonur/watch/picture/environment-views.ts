import type { EnvironmentItem } from '../../../../shared/eden/environment/item.ts';
import { isCrashed, isLeased, phaseOf } from '../../../../shared/eden/environment/phase.ts';
import { sleepOf } from '../../../../shared/eden/environment/sleep.ts';
import type { EnvironmentView } from '../view.ts';

/** Preview environments by profile and name, as `eden ls --wide` has them. */
export function environmentViews(items: readonly EnvironmentItem[], nowMs: number): readonly EnvironmentView[] {
  const key = ({ type, name }: EnvironmentItem): string => `${type}\n${name}`;
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map((item) => viewOf(item, nowMs));
}

/** The table may hold anything: a time that is none is left out. */
function viewOf(item: EnvironmentItem, nowMs: number): EnvironmentView {
  const { type, name, environment, endpoint, image, last_updated: deployed, expires_at: expires, run_id: run } = item;
  const [deployedAt, expiresAt] = [isoSeconds(deployed), isoSeconds(expires)];
  const lastRun = isLeased(item, nowMs) ? (item.lease_holder ?? run) : run;
  return {
    name: environment ?? name,
    profile: type,
    ...(endpoint && { host: endpoint }),
    ...(image && { image }),
    ...(deployedAt && { deployedAt }),
    ...(expiresAt && { expiresAt }),
    state: stateOf(item, nowMs),
    ...(lastRun && { lastRun }),
  };
}

function stateOf(item: EnvironmentItem, nowMs: number): EnvironmentView['state'] {
  if (isCrashed(item, nowMs)) return 'unfinished';
  const phase = phaseOf(item);
  if (phase === 'ready' || phase === 'adopted') return sleepOf(item) === undefined ? 'ready' : 'asleep';
  return phase === 'fresh' ? 'creating' : phase;
}

function isoSeconds(seconds: number | undefined): string | undefined {
  const time = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
