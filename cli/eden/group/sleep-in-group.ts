import { locateEnvironment } from '../../../shared/eden/environment/locate.ts';
import { sleepOf } from '../../../shared/eden/environment/sleep.ts';
import type { GroupMember, GroupOutcome } from '../../../shared/eden/operation/group.ts';
import { type SleepRequest, sleepGroup, wakeGroup } from '../../../shared/eden/operation/sleep-group.ts';
import type { WakeOutcome } from '../../../shared/eden/operation/wake.ts';
import type { CommonOptions } from '../options.ts';
import { openTable } from '../remote.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { stepUntilAwake } from '../step-until-awake.ts';
import { loadMembers, memberDeps } from './members.ts';
import { tellGroupFailure, tellGroupResult } from './result.ts';

type Options = CommonOptions & { readonly name: string };

/** `eden sleep --group`: the environments of all its profiles, all or none. */
export async function sleepInGroup(shell: Shell, group: string, options: Options, lockMs: number): Promise<ExitCode> {
  const found = await findMembers(shell, group, options, lockMs);
  return found.code === 0 ? await tell(shell, group, options, await sleepGroup(found.members)) : found.code;
}

/** `eden wake --group`: the environments of all its profiles, side by side. */
export async function wakeInGroup(
  shell: Shell,
  group: string,
  options: Options,
  times: { readonly lockMs: number; readonly waitMs: number },
): Promise<ExitCode> {
  const found = await findMembers(shell, group, options, times.lockMs);
  if (found.code !== 0) return found.code;
  const untilMs = shell.clock.now() + times.waitMs;
  const outcome = await wakeGroup(found.members, (deps, target) => stepUntilAwake(deps, target, untilMs));
  for (const line of outcome.status === 'done' ? outcome.members.flatMap(reasons) : []) tellError(shell, line);
  for (const { request } of options.json === true ? [] : found.members) {
    const { item } = request.target.located;
    if (item !== undefined && sleepOf(item) === undefined) shell.print(`${request.profileName}: awake already`);
  }
  return await tell(shell, group, options, outcome);
}

type Found =
  | { readonly code: 0; readonly members: readonly GroupMember<SleepRequest>[] }
  | { readonly code: Exclude<ExitCode, 0> };

async function findMembers(shell: Shell, group: string, options: Options, lockMs: number): Promise<Found> {
  const loaded = await loadMembers(shell, group, options, (own) => own);
  if (loaded.code !== 0) return loaded;
  if ((await openTable(shell, options, 'tell')).status !== 'ready') return { code: 1 };
  const members = await Promise.all(
    loaded.members.map(async (member): Promise<GroupMember<SleepRequest>> => {
      const deps = memberDeps(shell, member, lockMs);
      const { profile } = member.options;
      const at = { profile: member.profile.profile, profileName: profile, given: options.name };
      const target = { located: await locateEnvironment(deps.aws, at), ...member.profile };
      return { deps, request: { profileName: profile, target } };
    }),
  );
  return { code: 0, members };
}

function reasons({ profile, outcome }: { readonly profile: string; readonly outcome: WakeOutcome }): readonly string[] {
  if (outcome.status === 'waking') return [`${profile}: Environment ${outcome.name} has no healthy target yet.`];
  if (outcome.status !== 'unhealthy') return [];
  const first = `${profile}: Environment ${outcome.name} did not become healthy; its tasks are stopped again.`;
  return [first, ...outcome.why.map((line) => `${profile}: ${line}`)];
}

/** Tells the outcome; an environment that does not exist is left out unless none does. */
async function tell<Outcome extends { readonly status: string }>(
  shell: Shell,
  group: string,
  options: Options,
  outcome: GroupOutcome<Outcome>,
): Promise<ExitCode> {
  if (outcome.status === 'failed') return tellGroupFailure(shell, options, group, outcome);
  const members = outcome.members.map(({ profile, outcome: one }) => ({ profile, ...one }));
  const absent = members.filter(({ status }) => status === 'absent').map(({ profile }) => profile);
  const where = `DynamoDB table ${options.remoteTableName}`;
  if (absent.length === members.length) {
    tellError(shell, `No environment ${options.name} of group ${group} is in ${where}.`);
    return 1;
  }
  for (const profile of absent) shell.warn(`${profile}: there is no environment ${options.name} in ${where}.`);
  if (options.json !== true) {
    for (const { profile, status } of members) {
      if (status === 'already') shell.print(`${profile}: nothing to do, it is asleep or runs no task`);
    }
  }
  tellGroupResult(shell, options, group, { members, unchanged: [] });
  return members.some(({ status }) => status === 'waking' || status === 'unhealthy') ? 1 : 0;
}
