import type { Problem } from '../problem/problem.ts';
import { type Profile, type ProfileFields, parseProfile } from '../profile/profile.ts';
import type { EnvironmentItem } from './item.ts';
import { profileOfItem } from './item-profile.ts';
import type { Located } from './locate.ts';
import { deriveNames } from './names.ts';

/** An environment found by its item, with the profile that it was made with; or why that profile cannot be read. */
export type LocatedItem =
  | { readonly status: 'ok'; readonly located: Located; readonly profile: Profile; readonly fields: ProfileFields }
  | { readonly status: 'invalid'; readonly problems: readonly Problem[] };

/** Locates the environment of an item that was found by a listing. */
export function locateItem(item: EnvironmentItem): LocatedItem {
  const parsed = parseProfile(profileOfItem(item) ?? {}, `Item ${item.type}/${item.name}`);
  if (parsed.status === 'invalid') return parsed;
  const { profile, fields } = parsed;
  const names = deriveNames(profile, item.environment ?? item.name.slice(profile.namePrefix.length + 1));
  const key = { type: item.type, name: item.name };
  return { status: 'ok', located: { names, key, item, legacy: undefined }, profile, fields };
}
