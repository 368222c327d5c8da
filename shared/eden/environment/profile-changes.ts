import type { Problem } from '../problem/problem.ts';
import { canonicalFields, type ProfileFields } from '../profile/profile.ts';
import type { EnvironmentItem } from './item.ts';
import { profileOfItem } from './item-profile.ts';

/** Keys that say where an environment's resources are; after a change of one, the old resources would not be found. */
const PLACING_KEYS = [
  'name_prefix',
  'target_cluster',
  'master_alb_arn',
  'dynamic_zone_id',
  'endpoint_s3_bucket_name',
  'endpoint_s3_key',
  'endpoint_update_key',
  'endpoint_name_prefix',
] as const;

/** The problems that keep an existing environment from being deployed with this profile: it was made in another place. */
export function movedProblems(item: EnvironmentItem | undefined, fields: ProfileFields): readonly Problem[] {
  const made = profileOfItem(item);
  if (item === undefined || made === undefined) return [];
  return differingKeys(made, fields).map((key) => ({
    code: 'profile_changed',
    field: key,
    message: `Environment ${item.name} was made with ${key} ${made[key] ?? ''}, the profile says ${fields[key] ?? ''} now; delete it first.`,
  }));
}

/** The placing keys in which two profiles differ. */
export function differingKeys(a: ProfileFields, b: ProfileFields): readonly string[] {
  const [left, right] = [canonicalFields(a), canonicalFields(b)];
  return PLACING_KEYS.filter((key) => (left[key] ?? '') !== (right[key] ?? ''));
}
