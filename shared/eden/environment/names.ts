import { createHash } from 'node:crypto';
import type { Profile } from '../profile/profile.ts';

/**
 * Longest name of a target group, in characters.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
const MAX_TARGET_GROUP_NAME = 32;
/** Longest label of a DNS name, in bytes. @see https://datatracker.ietf.org/doc/html/rfc1035#section-2.3.4 */
const MAX_DNS_LABEL = 63;

/** Every name of one environment, all derived from its profile and its short name. */
export interface Names {
  /** The short name: `foo`. */
  readonly environment: string;
  /** `<name_prefix>-foo`: the item's range key, and what people see. */
  readonly resource: string;
  readonly family: string;
  readonly service: string;
  readonly targetGroup: string;
  /** First label of the host: `<domain_name_prefix>-foo`. */
  readonly hostLabel: string;
  /** Name of the entry in the Environments JSON. */
  readonly endpoint: string;
}

/** Derives every name of the environment whose short name is `environment` (a slug, or an old item's exact name). */
export function deriveNames(profile: Profile, environment: string): Names {
  const resource = `${profile.namePrefix}-${environment}`;
  return {
    environment,
    resource,
    family: resource.replace(/[^a-zA-Z0-9_-]/g, '-'),
    service: resource.replace(/[^a-zA-Z0-9_-]/g, '-'),
    targetGroup: resource.replace(/[^a-zA-Z0-9-]/g, '-'),
    hostLabel: `${profile.domainNamePrefix}-${environment}`,
    endpoint: `${profile.endpointNamePrefix}-${environment}`,
  };
}

/**
 * How many characters are left for a short name under this profile: the target group's 32 and the host label's 63.
 */
export function charactersLeft(profile: Profile): number {
  const byTargetGroup = MAX_TARGET_GROUP_NAME - profile.namePrefix.length - 1;
  const byHost = MAX_DNS_LABEL - profile.domainNamePrefix.length - 1;
  return Math.max(0, Math.min(byTargetGroup, byHost));
}

/**
 * A name that fits: the slug itself where there is room, else cut and ended with six hex digits of its SHA-256, so
 * that two long branches with one beginning stay two environments.
 */
export function fitName(given: string, maxCharacters: number): string {
  const slug = slugName(given);
  if (slug.length <= maxCharacters) return slug;
  const hash = createHash('sha256').update(given).digest('hex').slice(0, 6);
  const kept = slug.slice(0, Math.max(0, maxCharacters - hash.length - 1)).replace(/-+$/, '');
  return kept === '' ? hash.slice(0, maxCharacters) : `${kept}-${hash}`;
}

/**
 * Turns a branch name into a DNS label: lower case, whatever is not `[a-z0-9]` becomes one hyphen, none at the edges.
 * Runs of hyphens become one, because a target group's name must not hold two in a row.
 */
export function slugName(given: string): string {
  return given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
