import { readFields } from '../profile/fields.ts';
import type { ProfileFields } from '../profile/profile.ts';
import type { EnvironmentItem } from './item.ts';

/** The profile that an item was made with; undefined where it has none that can be read. */
export function profileOfItem(item: EnvironmentItem | undefined): ProfileFields | undefined {
  return readFields(item?.resolved_profile);
}
