import { isMadeBy } from '../environment/given-name.ts';
import type { EnvironmentItem } from '../environment/item.ts';
import { profileOfItem } from '../environment/item-profile.ts';
import type { Names } from '../environment/names.ts';
import { isOfOlderEden } from '../environment/phase.ts';
import type { Problem } from '../problem/problem.ts';
import type { Run } from './run.ts';

/** The tags of every resource that a run makes. */
export function ownTags(of: {
  readonly owner: string;
  readonly profileName: string;
  readonly resource: string;
  readonly runId: string;
}): Readonly<Record<string, string>> {
  return {
    'eden:owner': of.owner,
    'eden:profile': of.profileName,
    'eden:environment': of.resource,
    'eden:run': of.runId,
  };
}

/** Account and region of the profile's reference and the table that holds its environments. */
export function ownerOf(referenceServiceArn: string, tableName: string): string {
  const [, , , region = '', account = ''] = referenceServiceArn.split(':');
  return `${account}/${region}/${tableName}`;
}

/** Whether a resource belongs to this environment: by its tags, or, where it has none, by the item of an older eden. */
export function isOurs(
  run: Pick<Run, 'owner' | 'profileName' | 'names' | 'isAdopted'>,
  tags: Readonly<Record<string, string>> | undefined,
): boolean {
  const owner = tags?.['eden:owner'];
  if (owner === undefined) return run.isAdopted;
  return (
    owner === run.owner && tags?.['eden:profile'] === run.profileName && tags['eden:environment'] === run.names.resource
  );
}

/** The problem of a resource that has the environment's name and belongs to someone else. */
export function ownedByOther(what: string, tags: Readonly<Record<string, string>> | undefined): Problem {
  const owner = tags?.['eden:owner'];
  const whose =
    owner === undefined
      ? 'was not made by eden'
      : `belongs to profile ${tags?.['eden:profile'] ?? '?'}, environment ${tags?.['eden:environment'] ?? '?'} of ${owner}`;
  return { code: 'owned_by_other', message: `${what} ${whose}; eden does not touch it.` };
}

/** The problem of an environment that another name made; undefined where the name fits, or the item does not say. */
export function namedByOther({ given, before, names }: Run): Problem | undefined {
  if (given === undefined || before === undefined || isMadeBy(before, given)) return undefined;
  const message = `Environment ${names.resource} belongs to the name ${JSON.stringify(before.given_name)}, and ${JSON.stringify(given)} has the same short name: give the first name, or choose another one.`;
  return { code: 'owned_by_other', field: 'name', message };
}

/**
 * The problem of an item that names another host than profile and name give, or that only an operator may take over:
 * whoever may write into the table could else have any record and rule deleted.
 */
export function itemProblem({
  before,
  names,
  profileName,
  isAdopted,
  profile,
}: Pick<Run, 'before' | 'names' | 'profileName' | 'isAdopted' | 'profile'>): Problem | undefined {
  const host = before?.endpoint?.toLowerCase();
  if (host !== undefined && !host.startsWith(`${names.hostLabel.toLowerCase()}.`) && !hasOwnHost(before, names)) {
    const message = `Item ${profileName}/${names.resource} has the host ${before?.endpoint}, and its name gives ${names.hostLabel}.<zone>; eden does not touch it.`;
    return { code: 'unprocessable', message };
  }
  const zone = profile.dynamicZoneName;
  if (host !== undefined && zone !== undefined && !host.endsWith(`.${zone}`)) {
    const message = `Item ${profileName}/${names.resource} has the host ${before?.endpoint}, which is not in zone ${zone}; eden does not touch it.`;
    return { code: 'unprocessable', message };
  }
  if (!isOfOlderEden(before) || isAdopted) return undefined;
  const message = `Environment ${names.resource} was made by an older eden and its resources have no tags: an operator adopts it once: eden adopt ${names.environment} -p ${profileName}.`;
  return { code: 'owned_by_other', message };
}

/** Whether the host is the one of the profile that the item was made with: its prefix may have changed since. */
function hasOwnHost(before: EnvironmentItem | undefined, { environment }: Names): boolean {
  const prefix = profileOfItem(before)?.['domain_name_prefix'];
  return (
    prefix !== undefined && `${before?.endpoint}`.toLowerCase().startsWith(`${prefix}-${environment}.`.toLowerCase())
  );
}

/** ECS's list of tags as a map. */
export function tagMap(
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
}
