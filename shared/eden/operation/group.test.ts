import type { EdenAws } from '../aws/ports.ts';
import { AwsCallError } from '../problem/problem.ts';
import { parseProfile } from '../profile/profile.ts';
import { LEASE_MS, type Machine, openMachine } from '../testing/dying-machine.ts';
import { type MemoryState, memoryFields, registry, seedMemory } from '../testing/memory-state.ts';
import { createGroup, deleteGroup } from './group.ts';
import { repairCrashed } from './repair.ts';

const PROFILES = ['admin', 'api', 'web'] as const;
function fieldsOf(profile: string): Readonly<Record<string, string>> {
  return {
    ...memoryFields,
    name_prefix: `dev-${profile}`,
    domain_name_prefix: profile,
    endpoint_update_key: `${profile}_endpoint`,
  };
}

function create({ deps }: Machine, tag: string, imageOf: (profile: string) => string = () => `${registry}:${tag}`) {
  return createGroup(
    PROFILES.map((profileName) => ({
      deps,
      request: {
        profileName,
        profile: parseProfile(fieldsOf(profileName), profileName),
        source: 'local' as const,
        name: 'foo',
        group: 'all',
        imageUri: imageOf(profileName),
      },
    })),
  );
}

function remove({ deps }: Machine) {
  return deleteGroup(
    PROFILES.map((profileName) => ({
      deps,
      request: { profileName, profile: parseProfile(fieldsOf(profileName), profileName), name: 'foo' },
    })),
  );
}

/** Everything that exists, without names and times that no two runs share; INACTIVE revisions are nothing. */
function listing(state: MemoryState): unknown {
  const active = [...state.definitions.values()].filter(({ taskDefinition }) => taskDefinition.status === 'ACTIVE');
  return {
    services: [...state.services].filter(([, { status }]) => status === 'ACTIVE').map(([place]) => place),
    definitions: active.map(({ taskDefinition }) => taskDefinition.family),
    groups: [...state.groups.values()].map(({ TargetGroupName }) => TargetGroupName),
    rules: state.rules.size,
    records: state.records.map(({ Name }) => Name).toSorted(),
    objects: [...state.objects.values()].map(({ text }) => JSON.parse(text)),
    items: [...state.items.values()].map(({ type, status, image, group }) => ({ type, status, image, group })),
  };
}

function ready(state: MemoryState): readonly unknown[] {
  return [...state.items.values()].map(({ status, image }) => [status, image?.split(':').at(-1)]);
}

it.each([
  [{ domain_name_prefix: '' }, 'domain_name_prefix', 'one host, foo in zone Z1'],
  [{ domain_name_prefix: 'x' }, 'domain_name_prefix', 'one host, x-foo in zone Z1'],
  [{ name_prefix: 'dev' }, 'name_prefix', 'one target group, dev-foo'],
])('two profiles with one %j: nothing is begun', async (same, field, message) => {
  const state = seedMemory();
  const machine = openMachine(state);
  const members = ['api', 'web'].map((profileName) => ({
    deps: machine.deps,
    request: {
      profileName,
      profile: parseProfile({ ...fieldsOf(profileName), ...same }, profileName),
      source: 'local' as const,
      name: 'foo',
      imageUri: `${registry}:one`,
    },
  }));
  const problems = [{ code: 'bad_request', field, message: expect.stringContaining(`Profiles api, web give`) }];
  const outcome = await createGroup(members);
  expect(outcome).toMatchObject({ status: 'failed', left: 'untouched', problems });
  expect(outcome.status === 'failed' && outcome.problems[0]?.message).toContain(message);
  expect(machine.changes).toEqual([]);
});

it('makes all side by side, and removes all', async () => {
  const state = seedMemory();
  const before = listing(state);
  expect(await create(openMachine(state), 'one')).toMatchObject({
    status: 'done',
    members: PROFILES.map((profile) => ({
      profile,
      outcome: { status: 'created', host: `${profile}-foo.dev.example.com` },
    })),
  });
  expect(ready(state)).toEqual(PROFILES.map(() => ['ready', 'one']));
  expect([...state.items.values()].map(({ group }) => group)).toEqual(['all', 'all', 'all']);
  const [text = ''] = [...state.objects.values()].map((object) => object.text);
  expect(JSON.parse(text).environments).toContainEqual({
    env: 'dev',
    name: 'dev-dynamic-foo',
    admin_endpoint: 'admin-foo.dev.example.com',
    api_endpoint: 'api-foo.dev.example.com',
    web_endpoint: 'web-foo.dev.example.com',
  });
  expect(await remove(openMachine(state))).toMatchObject({ status: 'done' });
  expect(listing(state)).toEqual(before);
});

it('the ready write of all is one transaction, the last change of the group', async () => {
  const state = seedMemory();
  const machine = openMachine(state);
  await create(machine, 'one');
  expect(machine.changes.filter((name) => name === 'writeItems')).toHaveLength(1);
  expect(machine.changes.at(-1)).toBe('writeItems');
});

it.each(PROFILES)('%s is wrong: nothing is made, and its problem alone is told', async (wrong) => {
  const state = seedMemory();
  const before = listing(state);
  const outcome = await create(openMachine(state), 'one', (profile) =>
    profile === wrong ? `${registry.replace('servicename', 'other')}:one` : `${registry}:one`,
  );
  expect(outcome).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [
      { code: 'bad_request', message: expect.stringMatching(new RegExp(`^${wrong}: Image .*image_repositories`)) },
    ],
  });
  expect(listing(state)).toEqual(before);
});

it.each(PROFILES)('%s cannot be made: the others are taken back', async (wrong) => {
  const state = seedMemory();
  const before = listing(state);
  const machine = openMachine(state);
  const refusing: EdenAws = {
    ...machine.deps.aws,
    createService: async (request) => {
      if (request.serviceName === `dev-${wrong}-foo`) {
        throw new AwsCallError('ecs:CreateService', 'dev', 'ClientException', new Error('no capacity'));
      }
      return await machine.deps.aws.createService(request);
    },
  };
  expect(await create({ ...machine, deps: { ...machine.deps, aws: refusing } }, 'one')).toMatchObject({
    status: 'failed',
    left: 'undone',
    problems: [{ code: 'aws', message: expect.stringContaining(`${wrong}: AWS refused ecs:CreateService`) }],
  });
  expect(listing(state)).toEqual(before);
});

it('a redeploy whose third member fails leaves all as they were', async () => {
  const state = seedMemory();
  await create(openMachine(state), 'one');
  const before = listing(state);
  const machine = openMachine(state);
  const refusing: EdenAws = {
    ...machine.deps.aws,
    updateService: async (request) => {
      if (request.service === 'dev-web-foo' && !request.taskDefinition?.endsWith(':1')) {
        throw new AwsCallError('ecs:UpdateService', 'dev', 'ClientException', new Error('no'));
      }
      return await machine.deps.aws.updateService(request);
    },
  };
  const outcome = await create({ ...machine, deps: { ...machine.deps, aws: refusing } }, 'two');
  expect(outcome).toMatchObject({ status: 'failed', left: 'undone' });
  expect(listing(state)).toEqual(before);
});

it('two groups at the same time: one is made whole, the other is told who holds it', async () => {
  const state = seedMemory();
  const outcomes = await Promise.all(['one', 'two'].map((tag) => create(openMachine(state), tag)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['done', 'failed']);
  expect(outcomes.find(({ status }) => status === 'failed')).toMatchObject({ problems: [{ code: 'held' }] });
  const images = new Set([...state.items.values()].map(({ image }) => image));
  expect(images.size).toBe(1);
});

/** Each change of a run of three, as many as there are in a run that does not die. */
async function changesOf(open: () => Promise<MemoryState>): Promise<number> {
  const machine = openMachine(await open());
  await create(machine, 'two');
  return machine.changes.length;
}

async function made(): Promise<MemoryState> {
  const state = seedMemory();
  await create(openMachine(state), 'one');
  return state;
}

describe.each([
  ['a first create', async () => seedMemory()],
  ['a redeploy', made],
])('%s that dies at any of its changes', (_what, open) => {
  const finishers = {
    'the next create finishes it': async (state: MemoryState) => {
      const later = openMachine(state, undefined, 2 * LEASE_MS);
      expect(await create(later, 'two')).toMatchObject({ status: 'done' });
      expect(ready(state)).toEqual(PROFILES.map(() => ['ready', 'two']));
    },
    'a delete leaves nothing': async (state: MemoryState) => {
      expect(await remove(openMachine(state, undefined, 2 * LEASE_MS))).toMatchObject({ status: 'done' });
      expect(listing(state)).toEqual(listing(seedMemory()));
    },
    'the reaper leaves all of the new, or all of the old': async (state: MemoryState) => {
      const old = listing(await open());
      await repairCrashed(openMachine(state, undefined, 2 * LEASE_MS).deps);
      const isNew = ready(state).every((one) => JSON.stringify(one) === '["ready","two"]') && state.items.size === 3;
      if (!isNew) expect(listing(state)).toEqual(old);
    },
  };

  it.each(Object.entries(finishers))('%s', async (_finisher, finish) => {
    const count = await changesOf(open);
    expect(count).toBeGreaterThan(20);
    for (let at = 0; at < count; at += 1) {
      for (const kind of ['before', 'after'] as const) {
        const state = await open();
        await create(openMachine(state, { at, kind }), 'two');
        await finish(state);
      }
    }
  });
});
