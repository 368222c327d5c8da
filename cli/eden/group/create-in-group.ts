import { locateEnvironment } from '../../../shared/eden/environment/locate.ts';
import { phaseOf } from '../../../shared/eden/environment/phase.ts';
import type { CreateRequest } from '../../../shared/eden/operation/create-request.ts';
import { createGroup, type GroupMember } from '../../../shared/eden/operation/group.ts';
import { waitUntilStable } from '../../../shared/eden/service/wait-until-stable.ts';
import { type CreateOptions, createRequestOf, profileOptions, readTimeouts } from '../create-request.ts';
import { openTable } from '../remote.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { loadMembers, type Member, memberDeps } from './members.ts';
import { tellGroupFailure, tellGroupResult } from './result.ts';

/** `eden create --group`: the environments of all its profiles as one. Those without a new image stay as they are. */
export async function createInGroup(shell: Shell, group: string, options: CreateOptions): Promise<ExitCode> {
  const timeouts = readTimeouts(shell, options);
  if (timeouts === undefined) return 2;
  const loaded = await loadMembers(shell, group, options, profileOptions);
  if (loaded.code !== 0) return loaded.code;
  const { by } = options.imageUri;
  const strangers = Object.keys(by).filter((name) => !loaded.members.some((member) => member.options.profile === name));
  if (strangers.length > 0) tellError(shell, `--image-uri names ${strangers.join(', ')}, not in group ${group}.`);
  if (strangers.length > 0) return 2;
  if ((await openTable(shell, options, 'create')).status === 'refused') return 1;
  const images = await imagesOf(shell, options, loaded.members);
  if (images === undefined) return 2;
  const members = await Promise.all(
    loaded.members.flatMap((member) => {
      const imageUri = images.get(member.options.profile);
      return imageUri === undefined ? [] : [memberOf(shell, member, imageUri, timeouts.lockMs)];
    }),
  );
  const outcome = await createGroup(members);
  if (outcome.status === 'failed') return tellGroupFailure(shell, options, group, outcome);
  const unready = options.wait === true ? await waitForAll(shell, members, outcome.members, timeouts.waitMs) : {};
  for (const reasons of Object.values(unready)) for (const line of reasons) shell.warn(line);
  tellGroupResult(shell, options, group, {
    members: outcome.members.map(({ profile, outcome: made }) => ({
      profile,
      ...made,
      ...('host' in made && { url: `https://${made.host}` }),
      ...(options.wait === true && { stability: unready[profile] === undefined ? 'stable' : 'not_stable' }),
    })),
    unchanged: loaded.members.map((member) => member.options.profile).filter((name) => !images.has(name)),
  });
  return Object.keys(unready).length > 0 ? 1 : 0;
}

/** The image of each member that gets one; undefined: one that does not exist yet has none, and this has been told. */
async function imagesOf(
  shell: Shell,
  { imageUri: { all, by }, remoteTableName, name }: CreateOptions,
  members: readonly Member<CreateOptions>[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const images = new Map<string, string>();
  const missing: string[] = [];
  const aws = shell.createAws(remoteTableName);
  for (const { options, profile } of members) {
    const given = by[options.profile] ?? all;
    if (given !== undefined) images.set(options.profile, given);
    else {
      const at = { profile: profile.profile, profileName: options.profile, given: name };
      const { item } = await locateEnvironment(aws, at);
      if (phaseOf(item) !== 'ready') missing.push(options.profile);
    }
  }
  if (missing.length === 0) return images;
  tellError(
    shell,
    `${missing.join(', ')}: there is no environment ${name} yet; give --image-uri PROFILE=URI for each.`,
  );
  return undefined;
}

async function memberOf(
  shell: Shell,
  member: Member<CreateOptions>,
  imageUri: string,
  lockMs: number,
): Promise<GroupMember<CreateRequest>> {
  const deps = memberDeps(shell, member, lockMs);
  const request = await createRequestOf(shell, member.options, { profile: member.profile, imageUri, aws: deps.aws });
  return { deps, request };
}

/** Waits for all services; the reasons of those that are not steady in time, by profile. */
async function waitForAll(
  shell: Shell,
  members: readonly GroupMember<CreateRequest>[],
  made: readonly { readonly profile: string; readonly outcome: { readonly name?: string } }[],
  waitMs: number,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const unready: Record<string, readonly string[]> = {};
  await Promise.all(
    made.map(async ({ profile, outcome }) => {
      const member = members.find(({ request }) => request.profileName === profile);
      if (member?.request.profile.status !== 'ok') return;
      const at = { cluster: member.request.profile.profile.targetCluster, service: outcome.name ?? '' };
      const stability = await waitUntilStable({ ...member.deps, clock: shell.clock }, at, waitMs);
      if (stability.status === 'not_stable') unready[profile] = stability.reasons.map((line) => `${profile}: ${line}`);
    }),
  );
  return unready;
}
