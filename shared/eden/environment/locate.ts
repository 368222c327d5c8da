import type { Profile } from '../profile/profile.ts';
import type { EnvironmentItem, GetItem, ItemKey } from './item.ts';
import { deriveNames, type Names, slugName } from './names.ts';

/** The names of an environment, and the items that it has in the table. */
export interface Located {
  readonly names: Names;
  readonly key: ItemKey;
  /** The item as read; it may change before the lease is taken. */
  readonly item: EnvironmentItem | undefined;
  /** The item that the old API wrote under the short name; replaced by the next create or delete. */
  readonly legacy: EnvironmentItem | undefined;
}

/**
 * Finds the item of a given name: the slug's own, else the one that the older eden wrote under the exact name (with
 * characters that a slug does not keep), with or without the prefix, else the old API's under the short name.
 */
export async function locateEnvironment(
  { getItem }: { readonly getItem: GetItem },
  at: { readonly profile: Profile; readonly profileName: string; readonly given: string },
): Promise<Located> {
  const { profile, profileName, given } = at;
  const prefix = `${profile.namePrefix}-`;
  const slug = slugName(given);
  const shorts = [slug, given, ...(given.startsWith(prefix) ? [given.slice(prefix.length)] : [])];
  const candidates = [...new Set(shorts)].filter((short) => short !== '').map((short) => deriveNames(profile, short));
  const get = (name: string): Promise<EnvironmentItem | undefined> => getItem({ type: profileName, name });
  const [items, olds] = await Promise.all([
    Promise.all(candidates.map(({ resource }) => get(resource))),
    Promise.all(candidates.map(({ environment }) => get(environment))),
  ]);
  const index = [items.findIndex(Boolean), olds.findIndex(Boolean), 0].find((found) => found >= 0) ?? 0;
  const names = candidates[index] ?? deriveNames(profile, slug);
  return {
    names,
    key: { type: profileName, name: names.resource },
    item: items[index],
    legacy: olds[index]?.name === names.resource ? undefined : olds[index],
  };
}
