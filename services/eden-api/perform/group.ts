import { createGroup, deleteGroup, type GroupMember } from '../../../shared/eden/operation/group.ts';
import { chooseImages } from '../../../shared/eden/operation/group-images.ts';
import { type SleepRequest, sleepGroup, wakeGroup } from '../../../shared/eden/operation/sleep-group.ts';
import { wakeEnvironment } from '../../../shared/eden/operation/wake.ts';
import type { LoadedProfile } from '../../../shared/eden/profile/profile.ts';
import { mayUse } from '../access.ts';
import { type Answer, answer, refuse, refuseProblems, refuseRun } from '../answer.ts';
import { groupUrl, viewGroup } from '../view.ts';
import { type Of, type Performed, type RequestContext, refuseProfiles } from './context.ts';
import { createRequestOf, refuseOverrides, viewCreated } from './create.ts';
import { loadPushed } from './load-profile.ts';
import { answerWake, targetOf, wakeProblems } from './sleep.ts';

type GroupOperation = 'createGroup' | 'deleteGroup' | 'showGroup' | 'sleepGroup' | 'wakeGroup';

/** A profile of a group. */
interface Member {
  readonly profileName: string;
  readonly loaded: LoadedProfile;
}

/** A request on the environments of a group, with the group's profiles. */
interface GroupWork<K extends GroupOperation> {
  readonly request: Of<K>;
  readonly context: RequestContext;
  readonly members: readonly Member[];
}

/** Does what is asked of the environments of a group. @throws AwsCallError when a read is refused. */
export async function performGroup(request: Of<GroupOperation>, context: RequestContext): Promise<Performed> {
  const found = await loadMembers(request.group, context);
  if (found.status === 'refused') return found;
  const { members } = found;
  switch (request.operation) {
    case 'createGroup':
      return await create({ request, context, members });
    case 'deleteGroup':
      return await remove({ request, context, members });
    case 'showGroup':
      return await show({ request, context, members });
    case 'sleepGroup':
      return await sleep({ request, context, members });
    case 'wakeGroup':
      return await wake({ request, context, members });
  }
}

type Found =
  | { readonly status: 'ok'; readonly members: readonly Member[] }
  | { readonly status: 'refused'; readonly answer: Answer };

async function loadMembers(group: string, context: RequestContext): Promise<Found> {
  const { profiles, caller, tableName } = context;
  const names = await profiles.inGroup(group);
  if (names.length === 0) {
    const message = `No profile in DynamoDB table ${tableName} has groups = ${group}: eden config push.`;
    return { status: 'refused', answer: refuseProblems([{ code: 'not_found', field: 'group', message }]) };
  }
  const foreign = names.filter((name) => !mayUse(caller, name));
  if (foreign.length > 0) {
    return { status: 'refused', answer: refuseProfiles(caller, foreign, ` of group ${group}`) };
  }
  const members: Member[] = [];
  for (const profileName of names) {
    const loaded = await loadPushed(context, profileName);
    if (loaded.status === 'refused') return loaded;
    members.push({ profileName, loaded });
  }
  return { status: 'ok', members };
}

async function create({ request, context, members }: GroupWork<'createGroup'>): Promise<Performed> {
  const { group, name, images: given } = request;
  const strangers = Object.keys(given.by).filter((one) => !members.some(({ profileName }) => profileName === one));
  if (strangers.length > 0) {
    return badImages('image_uris', `Parameter image_uris names ${strangers.join(', ')}, not in group ${group}.`);
  }
  for (const { profileName, loaded } of members) {
    const refused = refuseOverrides(profileName, loaded, request.overrides);
    if (refused !== undefined) return { answer: refused };
  }
  const plain = members.map(({ profileName, loaded: { profile } }) => ({ profileName, profile }));
  const { images, missing } = await chooseImages(context.deps.aws, plain, { name, given });
  if (missing.length > 0) {
    const message = `There is no environment ${name} of ${missing.join(', ')} yet: image_uris must have an image for each.`;
    return badImages('image_uris', message);
  }
  const requests = members.flatMap(({ profileName, loaded }) => {
    const imageUri = images.get(profileName);
    return imageUri === undefined ? [] : [createRequestOf(request, context, { profileName, loaded, imageUri })];
  });
  const outcome = await createGroup(
    (await Promise.all(requests)).map((one) => ({ deps: context.deps, request: { ...one, group } })),
  );
  if (outcome.status === 'failed') return refuseGroup(request, context, outcome);
  const made = outcome.members.map(({ profile, outcome: one }) => viewCreated(one, profile, context));
  const result = made.some((one) => one.result === 'created') ? 'created' : 'updated';
  const unchanged = members.map(({ profileName }) => profileName).filter((one) => !images.has(one));
  const body = { message: 'successfully created', result, members: made, unchanged };
  return { answer: answer(200, bodyOf(request, context, body)), outcome };
}

function badImages(field: string, message: string): Performed {
  return { answer: refuse(400, [{ code: 'bad_request', field, message }]) };
}

async function remove({ request, context, members }: GroupWork<'deleteGroup'>): Promise<Performed> {
  const { name } = request;
  const outcome = await deleteGroup(
    members.map(({ profileName, loaded }) => ({
      deps: context.deps,
      request: { profileName, profile: loaded, name },
    })),
  );
  if (outcome.status === 'failed') return refuseGroup(request, context, outcome);
  if (areAbsent(outcome.members)) return { answer: refuseAbsent(request), outcome };
  const removed = outcome.members.map(({ profile, outcome: one }) => ({
    profile,
    name: one.name,
    result: one.status,
  }));
  const body = bodyOf(request, context, { message: 'successfully deleted', members: removed });
  return { answer: answer(200, body), outcome };
}

async function show({ request, context, members }: GroupWork<'showGroup'>): Promise<Performed> {
  const found = await Promise.all(
    members.map(async ({ profileName, loaded }) => {
      const { located } = await targetOf(context, profileName, { loaded, name: request.name });
      return { profile: profileName, item: located.item ?? located.legacy };
    }),
  );
  if (found.every(({ item }) => item === undefined)) return { answer: refuseAbsent(request) };
  const body = viewGroup(found, context.deps.clock.now());
  return { answer: answer(200, bodyOf(request, context, body)) };
}

async function sleep({ request, context, members }: GroupWork<'sleepGroup'>): Promise<Performed> {
  const outcome = await sleepGroup(await sleepersOf({ request, context, members }));
  if (outcome.status === 'failed') return refuseGroup(request, context, outcome);
  if (areAbsent(outcome.members)) return { answer: refuseAbsent(request), outcome };
  const asleep = outcome.members.map(({ profile, outcome: one }) => ({
    profile,
    name: one.name,
    result: one.status,
  }));
  const body = { message: 'successfully put to sleep', members: asleep };
  return { answer: answer(200, bodyOf(request, context, body)), outcome };
}

async function wake({ request, context, members }: GroupWork<'wakeGroup'>): Promise<Performed> {
  const outcome = await wakeGroup(await sleepersOf({ request, context, members }), wakeEnvironment);
  if (outcome.status === 'failed') return refuseGroup(request, context, outcome);
  if (areAbsent(outcome.members)) return { answer: refuseAbsent(request), outcome };
  const problems = outcome.members.flatMap(({ profile, outcome: one }) =>
    one.status === 'absent'
      ? []
      : wakeProblems(one).map((problem) => ({ ...problem, message: `${profile}: ${problem.message}` })),
  );
  if (problems.length > 0) {
    return { answer: refuse(409, problems, { body: { statusUrl: urlOf(request, context) } }), outcome };
  }
  const isAwake = outcome.members.every((one) => one.outcome.status !== 'waking');
  const woken = outcome.members.map(({ profile, outcome: one }) => ({ profile, name: one.name, result: one.status }));
  const body = bodyOf(request, context, { message: isAwake ? 'awake' : 'waking', members: woken });
  return { answer: answerWake(isAwake, body), outcome };
}

async function sleepersOf({
  request,
  context,
  members,
}: GroupWork<'sleepGroup' | 'wakeGroup'>): Promise<readonly GroupMember<SleepRequest>[]> {
  return await Promise.all(
    members.map(async ({ profileName, loaded }) => ({
      deps: context.deps,
      request: { profileName, target: await targetOf(context, profileName, { loaded, name: request.name }) },
    })),
  );
}

function areAbsent(members: readonly { readonly outcome: { readonly status: string } }[]): boolean {
  return members.every(({ outcome }) => outcome.status === 'absent');
}

function refuseAbsent({ group, name }: Of<GroupOperation>): Answer {
  const message = `No environment ${name} of group ${group} exists.`;
  return refuseProblems([{ code: 'not_found', field: 'name', message }]);
}

function refuseGroup(
  request: Of<GroupOperation>,
  context: RequestContext,
  outcome: Extract<NonNullable<Performed['outcome']>, { readonly members: unknown; readonly status: 'failed' }>,
): Performed {
  return { answer: refuseRun(outcome, urlOf(request, context)), outcome };
}

function bodyOf(request: Of<GroupOperation>, context: RequestContext, more: object): object {
  const { group, name } = request;
  return { status: 'ok', group, name, statusUrl: urlOf(request, context), ...more };
}

function urlOf({ group, name }: Of<GroupOperation>, { base }: RequestContext): string {
  return groupUrl(base, group, name);
}
