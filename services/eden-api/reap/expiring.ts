import type { EdenEvent, PutEvents } from '../../../shared/eden/clients/events.ts';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { attempt } from '../../../shared/eden/problem/attempt.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import { dueKey } from './plan.ts';

/** `profile/name` → the end that was announced, epoch seconds: a renewed environment is announced again. */
export type Told = Readonly<Record<string, number>>;

/** Ports and settings of {@link tellExpiring}. */
export interface ExpiringDeps {
  readonly deps: Pick<EdenDeps, 'clock'>;
  readonly putEvents: PutEvents;
  readonly policy: { readonly noticeS: number; readonly dryRun: boolean };
}

/** The environments that were announced, and the note for the next run. */
export interface Notices {
  readonly expiring: readonly string[];
  readonly told: Told;
  readonly problems?: readonly string[];
}

/** Environments in one run's events and in the note, at most. */
const MAX_TOLD = 1_000;
const DETAIL_TYPE = 'Environment Expires Soon';

/**
 * Tells once of each environment that expires soon, by an event for EventBridge. A run that dies before its note is
 * written lets the next one tell again.
 */
export async function tellExpiring(
  { deps, putEvents, policy }: ExpiringDeps,
  items: readonly EnvironmentItem[],
  told: Told,
): Promise<Notices> {
  const nowS = deps.clock.now() / 1000;
  const soon = items.filter((item) => isSoon(item, { nowS, noticeS: policy.noticeS }));
  const fresh = soon.filter((item) => told[dueKey(item)] !== item.expires_at).slice(0, MAX_TOLD);
  const kept = Object.fromEntries(
    soon.flatMap((item) => {
      const end = told[dueKey(item)];
      return end === undefined ? [] : [[dueKey(item), end] as const];
    }),
  );
  if (fresh.length === 0 || policy.dryRun) return { expiring: [], told: kept };
  const put = await attempt(() => putEvents(fresh.map(eventOf)));
  if (put.status === 'refused')
    return { expiring: [], told: kept, problems: put.problems.map(({ message }) => message) };
  const ends = Object.fromEntries(fresh.map((item) => [dueKey(item), item.expires_at ?? 0]));
  return { expiring: Object.keys(ends), told: { ...kept, ...ends } };
}

/** Short lives are announced in their second half: not as soon as they begin. */
function isSoon(
  { expires_at: end, ttl }: EnvironmentItem,
  { nowS, noticeS }: { readonly nowS: number; readonly noticeS: number },
): boolean {
  if (typeof end !== 'number' || end <= nowS) return false;
  return end - nowS <= Math.min(noticeS, (ttl ?? Number.POSITIVE_INFINITY) / 2);
}

function eventOf({ type, name, environment, endpoint, image, expires_at: end = 0 }: EnvironmentItem): EdenEvent {
  const detail = {
    profile: type,
    name,
    environment: environment ?? name,
    url: endpoint === undefined ? null : `https://${endpoint}`,
    image: image ?? null,
    expiresAt: isoText(end * 1000),
  };
  return { detailType: DETAIL_TYPE, detail };
}

/** Null for a time that no calendar has: the table may hold anything. */
function isoText(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
