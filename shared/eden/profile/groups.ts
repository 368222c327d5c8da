import { canonicalFields, type ProfileFields } from './profile.ts';

/** The groups that a profile belongs to. */
export function groupsOf(fields: ProfileFields): readonly string[] {
  return (canonicalFields(fields)['groups'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
