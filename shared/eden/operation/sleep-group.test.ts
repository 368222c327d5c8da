import type { EdenAws } from '../aws/ports.ts';
import { targetGroupsOf } from '../aws/rule-scope.ts';
import { locateEnvironment } from '../environment/locate.ts';
import { sleepOf, wakingGroupName } from '../environment/sleep.ts';
import { takeLease } from '../lease/take-lease.ts';
import { AwsCallError } from '../problem/problem.ts';
import { type LoadedProfile, parseProfile } from '../profile/profile.ts';
import { LEASE_MS, type Machine, openMachine } from '../testing/dying-machine.ts';
import { albArn, groupArn, type MemoryState, memoryFields, registry, seedMemory } from '../testing/memory-state.ts';
import { createGroup, deleteGroup } from './group.ts';
import { sleepGroup } from './sleep-group.ts';
import { wakeEnvironment } from './wake.ts';

const PROFILES = ['admin', 'api', 'web'] as const;
type ProfileName = (typeof PROFILES)[number];

const WAKING = groupArn(wakingGroupName('eden'), 5000);

function profileOf(name: ProfileName): LoadedProfile {
  const fields = { ...memoryFields, name_prefix: `dev-${name}`, domain_name_prefix: name, desired_count: '2' };
  const parsed = parseProfile({ ...fields, endpoint_update_key: `${name}_endpoint` }, name);
  if (parsed.status === 'invalid') throw new Error(`profile ${name} is invalid`);
  return parsed;
}

/** Three environments of the name foo, awake, and the function that wakes them. */
async function awake(profiles: readonly ProfileName[] = PROFILES): Promise<MemoryState> {
  const state = seedMemory();
  state.groups.set(WAKING, {
    TargetGroupArn: WAKING,
    TargetGroupName: wakingGroupName('eden'),
    TargetType: 'lambda',
  });
  const { deps } = openMachine(state);
  const made = await createGroup(
    profiles.map((profileName) => ({
      deps,
      request: {
        profileName,
        profile: profileOf(profileName),
        source: 'local',
        name: 'foo',
        imageUri: `${registry}:one`,
      },
    })),
  );
  expect(made.status).toBe('done');
  return state;
}

async function targetOf(state: MemoryState, name: ProfileName) {
  const loaded = profileOf(name);
  const { aws } = openMachine(state).deps;
  const located = await locateEnvironment(aws, { profile: loaded.profile, profileName: name, given: 'foo' });
  return { located, ...loaded };
}

async function sleep(state: MemoryState, { deps }: Machine, more: Partial<EdenAws> = {}) {
  const members = await Promise.all(
    PROFILES.map(async (profileName) => ({
      deps: { ...deps, aws: { ...deps.aws, ...more } },
      request: { profileName, target: await targetOf(state, profileName) },
    })),
  );
  return await sleepGroup(members);
}

/** Takes wakes to their ends: targets of services that run tasks are healthy. */
async function wake(state: MemoryState, laterMs: number): Promise<readonly string[]> {
  const { deps } = openMachine(state, undefined, laterMs);
  const aws: EdenAws = { ...deps.aws, describeTargetHealth: async () => ['10.0.0.1 healthy'] };
  const woken = PROFILES.map(async (name) => {
    const target = await targetOf(state, name);
    for (let step = 0; step < 3; step += 1) {
      const { status } = await wakeEnvironment({ ...deps, aws }, target);
      if (status !== 'waking') return status;
    }
    return 'waking';
  });
  return await Promise.all(woken);
}

/** Everything that a sleep changes: tasks, rules, and the states of the items. */
function listing({ services, rules, items }: MemoryState) {
  return {
    counts: [...services].map(([place, { desiredCount }]) => [place, desiredCount]),
    rules: [...rules.values()].map(({ Actions }) => Actions),
    sleeps: [...items.values()].map(({ name, lease_until: lease, ...item }) => [name, sleepOf(item)?.state, lease]),
  };
}

function statesOf({ items }: MemoryState): readonly unknown[] {
  return [...items.values()].map((item) => sleepOf(item)?.state);
}

it('puts all to sleep in one transaction, the last change; repeated, nothing is changed', async () => {
  const state = await awake();
  const before = listing(state);
  const machine = openMachine(state);
  expect(await sleep(state, machine)).toMatchObject({
    status: 'done',
    members: PROFILES.map((profile) => ({ profile, outcome: { status: 'asleep', name: `dev-${profile}-foo` } })),
  });
  expect(machine.changes.filter((name) => name === 'writeItems')).toHaveLength(1);
  expect(machine.changes.at(-1)).toBe('writeItems');
  const asleep = listing(state);
  expect(asleep.sleeps.map(([, ...of]) => of)).toEqual(PROFILES.map(() => ['asleep', undefined]));
  expect(await sleep(state, openMachine(state))).toMatchObject({
    status: 'done',
    members: PROFILES.map((profile) => ({ profile, outcome: { status: 'already' } })),
  });
  expect(listing(state)).toEqual(asleep);
  expect(await wake(state, 1)).toEqual(['awake', 'awake', 'awake']);
  expect(listing(state)).toEqual(before);
});

it('one that does not exist is absent, one that is asleep and one without tasks stay as they are', async () => {
  const state = await awake(['admin', 'api']);
  await openMachine(state).deps.aws.updateService({ cluster: 'dev', service: 'dev-admin-foo', desiredCount: 0 });
  const before = listing(state).rules[0];
  expect(await sleep(state, openMachine(state))).toMatchObject({
    status: 'done',
    members: [
      { profile: 'admin', outcome: { status: 'already' } },
      { profile: 'api', outcome: { status: 'asleep' } },
      { profile: 'web', outcome: { status: 'absent', name: 'dev-web-foo' } },
    ],
  });
  expect(listing(state)).toMatchObject({
    sleeps: [
      ['dev-admin-foo', undefined, undefined],
      ['dev-api-foo', 'asleep', undefined],
    ],
  });
  expect(listing(state).rules).toContainEqual(before);
});

it('none of a group that does not exist', async () => {
  expect(await sleep(seedMemory(), openMachine(seedMemory()))).toMatchObject({
    status: 'done',
    members: PROFILES.map(() => ({ outcome: { status: 'absent' } })),
  });
});

it.each(PROFILES)('%s cannot be put to sleep: nothing is changed, and its problem alone is told', async (wrong) => {
  const state = await awake();
  state.services.delete(`dev/dev-${wrong}-foo`);
  const before = listing(state);
  expect(await sleep(state, openMachine(state))).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [
      { code: 'unprocessable', message: expect.stringMatching(new RegExp(`^${wrong}: ECS service dev-${wrong}-foo`)) },
    ],
  });
  expect(listing(state)).toEqual(before);
});

it.each(PROFILES)('the tasks of %s cannot be stopped: all go back to what they were', async (wrong) => {
  const state = await awake();
  const before = listing(state);
  const machine = openMachine(state);
  const updateService: EdenAws['updateService'] = async (request) => {
    if (request.service !== `dev-${wrong}-foo` || request.desiredCount !== 0) {
      return await machine.deps.aws.updateService(request);
    }
    throw new AwsCallError('ecs:UpdateService', 'dev', 'ClientException', new Error('no'));
  };
  expect(await sleep(state, machine, { updateService })).toMatchObject({
    status: 'failed',
    left: 'undone',
    problems: [{ code: 'aws', message: expect.stringContaining(`${wrong}: AWS refused ecs:UpdateService`) }],
  });
  expect(listing(state)).toEqual(before);
});

it('one is held by another run: nothing is changed, and it is told who holds it', async () => {
  const state = await awake();
  const { deps } = openMachine(state);
  const target = { key: { type: 'web', name: 'dev-web-foo' }, runId: 'other', mayCreate: false, set: {} };
  await takeLease({ ...deps, holder: 'cli nana@host' }, target);
  const before = listing(state);
  expect(await sleep(state, openMachine(state))).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [{ code: 'held', message: expect.stringMatching(/^web: .* by cli nana@host/) }],
  });
  expect(listing(state)).toEqual(before);
});

describe('a joint sleep that dies at any of its changes', () => {
  const later = 2 * LEASE_MS;
  const finishers: Readonly<Record<string, (state: MemoryState) => Promise<void>>> = {
    'the next sleep finishes it': async (state) => {
      expect(await sleep(state, openMachine(state, undefined, later))).toMatchObject({ status: 'done' });
      expect(statesOf(state)).toEqual(['asleep', 'asleep', 'asleep']);
      expect(await wake(state, 2 * later)).toEqual(['awake', 'awake', 'awake']);
    },
    'a wake takes all back': async (state) => {
      expect(await wake(state, later)).toEqual(['awake', 'awake', 'awake']);
    },
    'the next create makes all work': async (state) => {
      const { deps } = openMachine(state, undefined, later);
      const request = { source: 'local', name: 'foo', imageUri: `${registry}:two` } as const;
      const members = PROFILES.map((name) => ({
        deps,
        request: { ...request, profileName: name, profile: profileOf(name) },
      }));
      expect(await createGroup(members)).toMatchObject({ status: 'done' });
    },
    'a delete leaves nothing': async (state) => {
      const { deps } = openMachine(state, undefined, later);
      const members = PROFILES.map((profileName) => ({
        deps,
        request: { profileName, profile: profileOf(profileName), name: 'foo' },
      }));
      expect(await deleteGroup(members)).toMatchObject({ status: 'done' });
      expect(state.items.size).toBe(0);
    },
  };

  it.each(Object.entries(finishers))('%s', async (finisher, finish) => {
    const whole = await awake();
    const awakeListing = listing(whole);
    const machine = openMachine(whole);
    await sleep(whole, machine);
    expect(machine.changes.length).toBeGreaterThan(10);
    for (const at of machine.changes.keys()) {
      for (const kind of ['before', 'after'] as const) {
        const state = await awake();
        await sleep(state, openMachine(state, { at, kind }));
        expect(new Set(statesOf(state).map((one) => one === 'asleep')).size).toBe(1);
        await finish(state);
        if (finisher !== 'a delete leaves nothing') expect(listing(state)).toEqual(awakeListing);
      }
    }
  });
});

it.each([
  ['on no ALB yet', [], undefined, 'done'],
  ['on another ALB', ['arn:other'], undefined, 'failed'],
  ['on another ALB, beside one of the environment’s ALB', ['arn:other'], [], 'done'],
])('a table’s group of the waking function %s', async (_what, shared, own, status) => {
  const state = await awake();
  state.groups.set(WAKING, { ...state.groups.get(WAKING), LoadBalancerArns: shared });
  const name = wakingGroupName('eden', albArn);
  const arn = groupArn(name, 5001);
  if (own) state.groups.set(arn, { TargetGroupArn: arn, TargetGroupName: name, TargetType: 'lambda' });
  const outcome = await sleep(state, openMachine(state));
  expect(outcome.status).toBe(status);
  const used = [...state.rules.values()].flatMap(targetGroupsOf).filter((one) => [WAKING, arn].includes(one));
  expect(new Set(used)).toEqual(new Set(status === 'done' ? [own ? arn : WAKING] : []));
  const problems = outcome.status === 'failed' ? outcome.problems.map(({ message }) => message) : [];
  if (status === 'failed')
    expect(problems.join()).toMatch(/is used by arn:other, and AWS lets one load balancer use it/);
});

it('a wake whose rule was deleted meanwhile says so', async () => {
  const state = await awake();
  expect((await sleep(state, openMachine(state))).status).toBe('done');
  for (const [arn, rule] of state.rules) if (targetGroupsOf(rule).includes(WAKING)) state.rules.delete(arn);
  const outcome = await wakeEnvironment(openMachine(state).deps, await targetOf(state, 'api'));
  const problems = [
    { message: expect.stringMatching(/listener-rule\/.* does not exist: create dev-api-foo again\.$/) },
  ];
  expect(outcome).toMatchObject({ status: 'failed', problems });
});
