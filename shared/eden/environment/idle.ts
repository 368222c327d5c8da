import { parseIdle } from '../profile/ttl.ts';
import type { EnvironmentItem } from './item.ts';
import { profileOfItem } from './item-profile.ts';

/** Points of one metric: the beginning of each period, epoch ms, and its value. */
type Points = readonly (readonly [atMs: number, value: number])[];

/** The traffic of a target group in a window. ELB reports requests only where some came, and hosts every minute. */
export interface Traffic {
  readonly requests: Points;
  /** HealthyHostCount: its points say that metrics arrive at all. */
  readonly hosts: Points;
}

/** A time to look at, epoch ms, in periods of so many ms. */
export interface TrafficWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly periodMs: number;
}

/** Windows up to this length are read minute by minute, in ms. */
const FINE_MS = 6 * 3_600_000;
/** Metrics of ELB arrive within minutes; the newest point may be so old, in ms. */
const NEWEST_MS = 600_000;
const MAX_MISSING_SHARE = 0.1;

/** The idle time after which an environment is put to sleep, in seconds: its own, else its profile's; undefined: never. */
export function idleAfterOf(item: EnvironmentItem): number | undefined {
  const own = typeof item.idle_after === 'string' && item.idle_after !== '' ? item.idle_after : undefined;
  const read = parseIdle(own ?? profileOfItem(item)?.['idle_after'] ?? '');
  return typeof read === 'number' ? read : undefined;
}

/** The window that an environment must have been idle in; undefined while its last deployment or wake is not so long ago. */
export function idleWindow(item: EnvironmentItem, nowMs: number): TrafficWindow | undefined {
  const idleS = idleAfterOf(item);
  const lastS = Math.max(numberOr0(item.last_updated), numberOr0(item.woken_at));
  if (idleS === undefined || lastS === 0 || nowMs / 1000 - lastS < idleS) return undefined;
  const periodMs = idleS * 1000 <= FINE_MS ? 60_000 : 300_000;
  const untilMs = Math.floor(nowMs / periodMs) * periodMs;
  return { fromMs: untilMs - idleS * 1000, untilMs, periodMs };
}

/** The table may hold anything. */
function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/**
 * Whether no request came in the window. `unknown`: metrics are missing, and what is not known is never taken for
 * idle. No points of requests are no requests only where the points of hosts cover the window up to now.
 */
export function judgeTraffic({ requests, hosts }: Traffic, window: TrafficWindow): 'idle' | 'busy' | 'unknown' {
  const { fromMs, untilMs, periodMs } = window;
  const isInside = ([atMs]: readonly [number, number]): boolean =>
    atMs + periodMs > fromMs && atMs < untilMs + periodMs;
  if (requests.some((point) => isInside(point) && point[1] > 0)) return 'busy';
  const covered = new Set(hosts.filter(isInside).map(([atMs]) => Math.floor(atMs / periodMs)));
  const expected = Math.floor((untilMs - fromMs) / periodMs);
  const missing = expected - covered.size;
  const newestMs = Math.max(0, ...hosts.map(([atMs]) => atMs + periodMs));
  const isCurrent = untilMs - newestMs <= NEWEST_MS;
  const mayMiss = Math.max(NEWEST_MS / periodMs / 2, expected * MAX_MISSING_SHARE);
  return isCurrent && missing <= mayMiss ? 'idle' : 'unknown';
}
