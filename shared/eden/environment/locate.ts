import type { Profile } from '../profile/profile.ts';
import { isMadeBy } from './given-name.ts';
import type { EnvironmentItem, GetItem, ItemKey } from './item.ts';
import { deriveNames, losesCharacters, type Names, shortName, slugName } from './names.ts';
import { phaseOf } from './phase.ts';

/** The names of an environment, and the items that it has in the table. */
export interface Located {
  readonly names: Names;
  readonly key: ItemKey;
  /** The item as read; it may change before the lease is taken. */
  readonly item: EnvironmentItem | undefined;
  /** The item that the old API wrote under the short name; replaced by the next create or delete. */
  readonly legacy: EnvironmentItem | undefined;
  /** The name as it was given; absent where an item was found by a listing. */
  readonly given?: string;
  /**
   * The item under the plain slug of a name that loses characters, made before names were kept exactly: it may be
   * another name's.
   */
  readonly ambiguous?: EnvironmentItem;
}

/**
 * Finds the item of a given name: the one that the older eden wrote under the exact name, else the short name's own,
 * else the exact one without the prefix, else the old API's under the short name. An item that another name made is
 * returned only when there is no better one: the run refuses it.
 */
export async function locateEnvironment(
  { getItem }: { readonly getItem: GetItem },
  at: { readonly profile: Profile; readonly profileName: string; readonly given: string },
): Promise<Located> {
  const { profile, profileName, given } = at;
  const prefix = `${profile.namePrefix}-`;
  const short = shortName(given);
  const shorts = [given, short, ...(given.startsWith(prefix) ? [given.slice(prefix.length)] : [])];
  const candidates = [...new Set(shorts)].filter((name) => name !== '').map((name) => deriveNames(profile, name));
  const get = (name: string): Promise<EnvironmentItem | undefined> => getItem({ type: profileName, name });
  const slug = slugName(given);
  const getLegacy = async ({ environment }: Names): Promise<EnvironmentItem | undefined> => {
    const item = await get(environment);
    return item !== undefined && isOfOldApi(item, profile) ? item : undefined;
  };
  const [items, olds, plain] = await Promise.all([
    Promise.all(candidates.map(({ resource }) => get(resource))),
    Promise.all(candidates.map(getLegacy)),
    losesCharacters(given) && slug !== '' ? get(deriveNames(profile, slug).resource) : undefined,
  ]);
  const own = candidates.findIndex(({ environment }) => environment === short);
  const index = [
    items.findIndex((item) => item !== undefined && isMadeBy(item, given)),
    items.findIndex(Boolean),
    olds.findIndex(Boolean),
    own,
  ].find((found) => found >= 0);
  const names = candidates[index ?? own] ?? deriveNames(profile, short);
  return {
    names,
    key: { type: profileName, name: names.resource },
    item: items[index ?? own],
    legacy: olds[index ?? own],
    given,
    ...(plain !== undefined && plain.given_name === undefined && { ambiguous: plain }),
  };
}

/**
 * Whether an item under a short name is the old API's. It may also be another environment's: under the prefix `dev` the
 * name `dev-foo` is the key of environment `foo`. No run ever takes the lease of an old API's item.
 */
function isOfOldApi(item: EnvironmentItem, profile: Profile): boolean {
  if (item.run_id !== undefined || phaseOf(item) !== 'adopted') return false;
  const prefix = `${profile.namePrefix}-`;
  if (!item.name.startsWith(prefix)) return true;
  const { hostLabel } = deriveNames(profile, item.name.slice(prefix.length));
  return !`${item.endpoint}`.toLowerCase().startsWith(`${hostLabel.toLowerCase()}.`);
}
