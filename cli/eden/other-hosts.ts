import type { EdenReads } from '../../shared/eden/aws/ports.ts';
import { hostUnder, profilesNamed } from '../../shared/eden/environment/placeholders.ts';
import type { ParsedProfile, Profile } from '../../shared/eden/profile/profile.ts';
import { parseVariables } from '../../shared/eden/profile/variables.ts';
import { loadProfile } from './config-file.ts';
import type { CommonOptions } from './options.ts';
import type { Shell } from './shell.ts';

/** Variables that may ask for hosts: those of the profile, and those that are given. */
interface Asking {
  readonly profile: { readonly status: 'ok'; readonly profile: Profile } | Exclude<ParsedProfile, { status: 'ok' }>;
  readonly environment: string | undefined;
}

/**
 * The hosts of `{{host:PROFILE}}` in variables, from the profiles of the configuration file; those that are not in it, or not
 * valid, are left out.
 */
export async function hostsNamed(
  shell: Shell,
  options: CommonOptions & { readonly name: string },
  aws: Pick<EdenReads, 'getZoneName'>,
  { profile, environment }: Asking,
): Promise<Readonly<Record<string, string>>> {
  const own = profile.status === 'ok' ? profile.profile.environment : {};
  const hosts: Record<string, string> = {};
  for (const name of profilesNamed({ ...own, ...parseVariables(environment ?? '') })) {
    const { configPath, remoteTableName } = options;
    const other = loadProfile(shell, { profile: name, configPath, remoteTableName });
    if (other.status !== 'ok') continue;
    const zone = other.profile.dynamicZoneName ?? (await aws.getZoneName(other.profile.dynamicZoneId));
    if (zone !== undefined) hosts[name] = hostUnder(other.profile, options.name, zone);
  }
  return hosts;
}
