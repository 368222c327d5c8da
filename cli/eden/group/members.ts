import { groupsOf } from '../../../shared/eden/profile/groups.ts';
import type { LoadedProfile } from '../../../shared/eden/profile/profile.ts';
import { loadProfile, readConfig } from '../config-file.ts';
import type { CommonOptions } from '../options.ts';
import { createDeps, isInRegion } from '../remote.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

/** A profile of a group, with the options as if it had been named. */
export interface Member<Options> {
  readonly options: Options;
  readonly profile: LoadedProfile;
}

/** Loads the profiles of a group, all of one Region; otherwise the reasons have been told, and `code` is the exit code. */
export async function loadMembers<Options extends CommonOptions>(
  shell: Shell,
  group: string,
  options: Options,
  profileOptions: (options: Options) => CommonOptions,
): Promise<
  { readonly code: 0; readonly members: readonly Member<Options>[] } | { readonly code: Exclude<ExitCode, 0> }
> {
  const config = readConfig(shell, options);
  const sections = config?.status === 'ok' ? [...config.sections] : [];
  const named = sections.filter(([, fields]) => groupsOf(fields).includes(group)).map(([name]) => name);
  const known = [...new Set(sections.flatMap(([, fields]) => groupsOf(fields)))].join(', ') || 'none';
  if (named.length === 0) {
    tellError(shell, `No profile of ${options.configPath} has groups = ${group}; they have ${known}.`);
  }
  if (named.length === 0) return { code: 2 };
  const members: Member<Options>[] = [];
  for (const name of named) {
    const own = { ...options, profile: name };
    const profile = loadProfile(shell, profileOptions(own));
    const messages = profile.status === 'unreadable' ? profile.messages : [];
    const problems = profile.status === 'invalid' ? profile.problems.map(({ message }) => message) : [];
    for (const message of [...messages, ...problems]) tellError(shell, message);
    if (profile.status === 'ok') members.push({ options: own, profile });
  }
  if (members.length < named.length) return { code: 2 };
  for (const { profile } of members) if (!(await isInRegion(shell, profile.profile))) return { code: 2 };
  return { code: 0, members };
}

/** Ports of a member; its lines begin with its profile. */
export function memberDeps<Options extends CommonOptions & { readonly name: string }>(
  shell: Shell,
  { options }: Member<Options>,
  lockTimeoutMs: number,
): ReturnType<typeof createDeps> {
  const deps = createDeps(shell, options, lockTimeoutMs);
  return { ...deps, say: (line, of) => deps.say(`${options.profile}: ${line}`, of) };
}
