import type { Service } from '../../shared/eden/aws/types.ts';
import { idleAfterOf } from '../../shared/eden/environment/idle.ts';
import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { isLeased, phaseOf } from '../../shared/eden/environment/phase.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { revisionOf } from '../../shared/eden/service/revision.ts';

/** Where a request came in, for links in answers: `https://host/stage`. */
export interface ApiBase {
  readonly domainName: string | undefined;
  /** The path with the stage or base path in front. */
  readonly fullPath: string | undefined;
  readonly path: string;
}

const SHOWN_EVENTS = 5;

/** The URL of an environment's own page; only its path where the host is unknown. */
export function statusUrl(base: ApiBase, profile: string, name: string): string {
  return urlOf(base, `environments/${encodeURIComponent(profile)}/${encodeURIComponent(name)}`);
}

/** The URL of the environments of a group. */
export function groupUrl(base: ApiBase, group: string, name: string): string {
  return urlOf(base, `groups/${encodeURIComponent(group)}/${encodeURIComponent(name)}`);
}

function urlOf({ domainName, fullPath, path }: ApiBase, rest: string): string {
  const prefix = fullPath?.endsWith(path) === true ? fullPath.slice(0, -path.length) : '';
  const origin = domainName === undefined ? '' : `https://${domainName}`;
  return `${origin}${prefix}/api/v1/${rest}`;
}

/** An environment as lists show it. Times in UTC; `state` is `adopted` for what an older eden made. */
export function viewItem(item: EnvironmentItem, nowMs: number) {
  return {
    name: item.name,
    environment: item.environment ?? null,
    givenName: item.given_name ?? null,
    overrides: Array.isArray(item.overrides) ? item.overrides : [],
    profile: item.type,
    group: typeof item.group === 'string' ? item.group : null,
    state: stateOf(item),
    sleep: sleepOf(item)?.state ?? null,
    idleAfterSeconds: idleAfterOf(item) ?? null,
    cname: item.endpoint ?? null,
    url: item.endpoint === undefined ? null : `https://${item.endpoint}`,
    image: item.image ?? null,
    imageDigest: item.image_digest ?? null,
    lastUpdated: item.last_updated === undefined ? null : iso(item.last_updated * 1000),
    expiresAt: item.expires_at === undefined ? null : iso(item.expires_at * 1000),
    heldBy: isLeased(item, nowMs)
      ? { holder: item.lease_holder ?? null, runId: item.run_id ?? null, until: iso(item.lease_until ?? 0) }
      : null,
  };
}

/** The environments of a group, with one state for all: that of each, or `mixed`. `missing`: profiles that have none. */
export function viewGroup(
  found: readonly { readonly profile: string; readonly item: EnvironmentItem | undefined }[],
  nowMs: number,
) {
  const members = found.flatMap(({ item }) => (item === undefined ? [] : [viewItem(item, nowMs)]));
  const [first] = members;
  const same = <T>(of: (one: (typeof members)[number]) => T): T | 'mixed' | null => {
    if (first === undefined) return null;
    return members.every((one) => of(one) === of(first)) ? of(first) : 'mixed';
  };
  return {
    state: same(({ state }) => state),
    sleep: same(({ sleep }) => sleep),
    members,
    missing: found.filter(({ item }) => item === undefined).map(({ profile }) => profile),
  };
}

/** A run that has only taken its lease makes an environment. */
function stateOf(item: EnvironmentItem): string {
  const phase = phaseOf(item);
  return phase === 'fresh' && item.run_id !== undefined ? 'creating' : (item.status ?? 'adopted');
}

/** Null for what is no time: the table may hold anything. */
function iso(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** An environment's service as ECS describes it; null when there is none. */
export function viewService(service: Service | undefined) {
  if (service === undefined) return null;
  return {
    status: service.status ?? null,
    taskDefinition: revisionOf(service) ?? null,
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    rolloutState: service.deployments?.find(({ status }) => status === 'PRIMARY')?.rolloutState ?? null,
    events: (service.events ?? [])
      .slice(0, SHOWN_EVENTS)
      .map(({ createdAt, message }) => ({ at: createdAt?.toISOString() ?? null, message: message ?? '' })),
  };
}
