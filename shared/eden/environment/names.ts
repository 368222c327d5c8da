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
  /** First label of the host: `<domain_name_prefix>-foo`, or `foo` where the prefix is empty. */
  readonly hostLabel: string;
  /** Name of the entry in the Environments JSON. */
  readonly endpoint: string;
}

/**
 * Derives every name of the environment whose short name is `environment` (a slug, or an old item's exact name). Other
 * characters are replaced as the Python eden replaces them: a task family and a host keep `_`, services and target groups do not.
 */
export function deriveNames(profile: Profile, environment: string): Names {
  const resource = `${profile.namePrefix}-${environment}`;
  return {
    environment,
    resource,
    family: resource.replace(/[^a-zA-Z0-9_-]/g, '-'),
    service: resource.replace(/[^a-zA-Z0-9-]/g, '-'),
    targetGroup: resource.replace(/[^a-zA-Z0-9-]/g, '-'),
    hostLabel: [profile.domainNamePrefix, environment]
      .filter((part) => part !== '')
      .map((part) => part.replace(/[^a-zA-Z0-9_-]/g, '-'))
      .join('-'),
    endpoint: `${profile.endpointNamePrefix}-${environment}`,
  };
}

/**
 * How many characters are left for a short name under this profile: the target group's 32 and the host label's 63.
 */
export function charactersLeft(profile: Profile): number {
  const byTargetGroup = MAX_TARGET_GROUP_NAME - profile.namePrefix.length - 1;
  const { length } = profile.domainNamePrefix;
  const byHost = MAX_DNS_LABEL - (length === 0 ? 0 : length + 1);
  return Math.max(0, Math.min(byTargetGroup, byHost));
}

/**
 * A name that fits: the slug itself where there is room, else cut and ended with six hex digits of its SHA-256, so
 * that two long branches with one beginning stay two environments.
 */
export function fitName(given: string, maxCharacters: number): string {
  const short = shortName(given);
  if (short.length <= maxCharacters) return short;
  const slug = slugName(given);
  const hash = hashOf(given);
  const kept = slug.slice(0, Math.max(0, maxCharacters - hash.length - 1)).replace(/-+$/, '');
  return kept === '' ? hash.slice(0, maxCharacters) : `${kept}-${hash}`;
}

/**
 * The short name of a given name: its slug. Where characters other than printable ASCII would be lost, six hex digits of
 * the exact name's SHA-256 are added, so that `feature/ログイン` and `feature/検索` are two environments.
 */
export function shortName(given: string): string {
  const slug = slugName(given.normalize('NFC'));
  if (!losesCharacters(given) || !isNameable(given)) return slug;
  return slug === '' ? hashOf(given) : `${slug}-${hashOf(given)}`;
}

/** Whether a name has something that an environment can be called by. */
export function isNameable(given: string): boolean {
  return /[\p{L}\p{N}]/u.test(given);
}

/** Whether a name has characters that its slug drops without a trace. */
export function losesCharacters(given: string): boolean {
  return /[^ -~]/.test(given);
}

/** Whether two given names mean one environment: they are equal, or one is the hashed short name of the other. */
export function isSameName(a: string, b: string): boolean {
  return identityOf(a) === identityOf(b);
}

function identityOf(given: string): string {
  return losesCharacters(given) ? shortName(given) : given;
}

/** Composed and decomposed characters are one name: file systems exchange them. */
function hashOf(given: string): string {
  return createHash('sha256').update(given.normalize('NFC')).digest('hex').slice(0, 6);
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
