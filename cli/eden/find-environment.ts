import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { profileOfItem } from '../../shared/eden/environment/item-profile.ts';
import { locateEnvironment } from '../../shared/eden/environment/locate.ts';
import type { Names } from '../../shared/eden/environment/names.ts';
import { type Profile, parseProfile } from '../../shared/eden/profile/profile.ts';
import { loadValidProfile } from './config-file.ts';
import type { CommonOptions } from './options.ts';
import { isInRegion, openTable } from './remote.ts';
import { tellError } from './result.ts';
import type { Shell } from './shell.ts';

/** An environment of the table. */
export interface FoundEnvironment {
  readonly code: 0;
  readonly item: EnvironmentItem;
  readonly aws: EdenAws;
  readonly names: Names;
  /** The profile of the command line. */
  readonly profile: Profile;
  /** Where its service is: the profile that it was made with may name another cluster. */
  readonly at: { readonly cluster: string; readonly service: string };
}

/** Finds the environment that a command names; otherwise the reason has been printed, and `code` is the exit code. */
export async function findEnvironment(
  shell: Shell,
  name: string,
  options: CommonOptions,
): Promise<FoundEnvironment | { readonly code: 1 | 2 }> {
  const loaded = loadValidProfile(shell, options);
  if (loaded === undefined) return { code: 2 };
  if (!(await isInRegion(shell, loaded.profile))) return { code: 2 };
  if ((await openTable(shell, options, 'tell')).status !== 'ready') return { code: 1 };
  const aws = shell.createAws(options.remoteTableName);
  const {
    names,
    item: own,
    legacy,
  } = await locateEnvironment(aws, {
    profile: loaded.profile,
    profileName: options.profile,
    given: name,
  });
  const item = own ?? legacy;
  if (item === undefined) {
    tellError(shell, `Environment ${names.resource} is not in DynamoDB table ${options.remoteTableName}.`);
    return { code: 1 };
  }
  const made = parseProfile(profileOfItem(item) ?? {}, item.name);
  const cluster = (made.status === 'ok' ? made.profile : loaded.profile).targetCluster;
  return { code: 0, item, aws, names, profile: loaded.profile, at: { cluster, service: names.service } };
}
