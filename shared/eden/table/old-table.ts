import type { EnvironmentItem } from '../environment/item.ts';
import type { ProfileFields } from '../profile/profile.ts';
import type { RawItem } from './admin.ts';

/** The items of a table of version 0.1.5, in today's shape. */
export interface ImportedTable {
  readonly profiles: readonly { readonly name: string; readonly fields: ProfileFields }[];
  readonly environments: readonly EnvironmentItem[];
}

/**
 * Reads the items of a table of the Python CLI 0.1.5: profiles under `_profile_<name>`, environments under
 * `<profile>$<name>` with epoch seconds as text.
 */
export function readOldTable(items: readonly RawItem[]): ImportedTable {
  const profiles: { name: string; fields: ProfileFields }[] = [];
  const environments: EnvironmentItem[] = [];
  for (const item of items) {
    const key = String(item.env_name ?? '');
    const [type = '', name] = key.split('$');
    if (key.startsWith('_profile_') && typeof item.profile === 'string') {
      profiles.push({ name: key.slice('_profile_'.length), fields: JSON.parse(item.profile) as ProfileFields });
    } else if (name !== undefined) environments.push(oldEnvironment(type, name, item));
  }
  return { profiles, environments };
}

function oldEnvironment(type: string, name: string, item: RawItem): EnvironmentItem {
  const seconds = Math.floor(Number(item.last_updated_time ?? 0)) || 0;
  return {
    type,
    name,
    kind: 'environment',
    last_updated: seconds,
    last_updated_time: seconds.toFixed(3),
    ...(typeof item.endpoint === 'string' && { endpoint: item.endpoint }),
  };
}
