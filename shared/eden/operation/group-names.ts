import { deriveNames, shortName } from '../environment/names.ts';
import type { Problem } from '../problem/problem.ts';
import type { CreateRequest } from './create-request.ts';

/** Names that no two environments may share, and the key of the profile that tells them apart. */
const DISTINCT = [
  ['host', 'domain_name_prefix'],
  ['target group', 'name_prefix'],
] as const;

/**
 * The members of a group that would have one host or one target group. They are made at the same moment, so none of them would find
 * the other's rule.
 */
export function sharedNames(requests: readonly CreateRequest[]): readonly Problem[] {
  return DISTINCT.flatMap(([what, field]) => {
    const members = requests.flatMap((request) => nameOf(request, what));
    const shared = [...Map.groupBy(members, ({ name }) => name)].filter(([, all]) => all.length > 1);
    return shared.map(([name, all]): Problem => {
      const profiles = all.map(({ profile }) => profile).join(', ');
      const message = `Profiles ${profiles} give their environments one ${what}, ${name}: each needs a ${field} of its own.`;
      return { code: 'bad_request', field, message };
    });
  });
}

function nameOf(
  { profile: parsed, profileName: profile, name: given }: CreateRequest,
  what: (typeof DISTINCT)[number][0],
): readonly { readonly profile: string; readonly name: string }[] {
  if (parsed.status === 'invalid') return [];
  const { hostLabel, targetGroup } = deriveNames(parsed.profile, shortName(given));
  const host = `${hostLabel.toLowerCase()} in zone ${parsed.profile.dynamicZoneId}`;
  return [{ profile, name: what === 'host' ? host : targetGroup }];
}
