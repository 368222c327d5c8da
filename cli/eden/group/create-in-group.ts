import type { CreateRequest } from '../../../shared/eden/operation/create-request.ts';
import { createGroup, type GroupMember } from '../../../shared/eden/operation/group.ts';
import { chooseImages } from '../../../shared/eden/operation/group-images.ts';
import type { CreateOutcome, Failed } from '../../../shared/eden/operation/outcome.ts';
import { type CreateOptions, createRequestOf, profileOptions, readTimeouts } from '../create-request.ts';
import { openTable } from '../remote.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { type Waited, waitForMade } from '../wait-for-made.ts';
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
  const waited =
    options.wait === true ? await waitForAll(members, outcome.members, timeouts.waitMs) : new Map<string, Waited>();
  const reasons = [...waited].flatMap(([profile, { reasons: own = [] }]) => own.map((line) => `${profile}: ${line}`));
  for (const line of reasons) shell.warn(line);
  tellGroupResult(shell, options, group, {
    members: outcome.members.map(({ profile, outcome: made }) => ({
      profile,
      ...made,
      url: `https://${made.host}`,
      ...waited.get(profile),
    })),
    unchanged: loaded.members.map((member) => member.options.profile).filter((name) => !images.has(name)),
  });
  return reasons.length > 0 ? 1 : 0;
}

/** The image of each member that gets one; undefined: one that does not exist yet has none, and this has been told. */
async function imagesOf(
  shell: Shell,
  { imageUri, remoteTableName, name }: CreateOptions,
  members: readonly Member<CreateOptions>[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = members.map(({ options, profile: { profile } }) => ({ profileName: options.profile, profile }));
  const chosen = await chooseImages(shell.createAws(remoteTableName), found, { name, given: imageUri });
  if (chosen.missing.length === 0) return chosen.images;
  const missing = chosen.missing.join(', ');
  tellError(shell, `${missing}: there is no environment ${name} yet; give --image-uri PROFILE=URI for each.`);
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

/** Waits for all that were made, side by side; how each was then, by profile. */
async function waitForAll(
  members: readonly GroupMember<CreateRequest>[],
  made: readonly { readonly profile: string; readonly outcome: Exclude<CreateOutcome, Failed> }[],
  waitMs: number,
): Promise<ReadonlyMap<string, Waited>> {
  const waits = made.map(async ({ profile, outcome }) => {
    const member = members.find(({ request }) => request.profileName === profile);
    return member === undefined
      ? []
      : [[profile, await waitForMade(member.deps, outcome, member.request.profile, waitMs)] as const];
  });
  return new Map((await Promise.all(waits)).flat());
}
