import { createEnvironment } from '../operation/create.ts';
import { deleteEnvironment } from '../operation/delete.ts';
import { repairCrashed } from '../operation/repair.ts';
import { AwsCallError } from '../problem/problem.ts';
import { parseProfile } from '../profile/profile.ts';
import { type Death, LEASE_MS, openMachine } from '../testing/dying-machine.ts';
import { type MemoryState, memoryFields, registry, seedMemory } from '../testing/memory-state.ts';

const SEEDED = { seed_task: '{"command": ["npm", "run", "seed"]}' };

function profileOf(more: Readonly<Record<string, string>> = SEEDED) {
  return parseProfile({ ...memoryFields, ...more }, 'api');
}

function create(
  state: MemoryState,
  { death, more, laterMs = 0 }: { death?: Death; more?: Readonly<Record<string, string>>; laterMs?: number } = {},
) {
  const machine = openMachine(state, death, laterMs);
  const request = {
    profileName: 'api',
    profile: profileOf(more),
    source: 'local',
    name: 'foo',
    imageUri: `${registry}:one`,
  } as const;
  return { machine, outcome: createEnvironment(machine.deps, request) };
}

async function remove(state: MemoryState, laterMs = 0) {
  const { deps } = openMachine(state, undefined, laterMs);
  return await deleteEnvironment(deps, { profileName: 'api', profile: profileOf(), name: 'foo' });
}

function tasks(state: MemoryState): readonly unknown[] {
  return [...state.tasks.values()].map(({ lastStatus }) => lastStatus);
}

it('runs once, in the first create, and is stopped with the environment', async () => {
  const state = seedMemory();
  const first = await create(state).outcome;
  const [arn] = state.tasks.keys();
  expect(first).toMatchObject({ status: 'created', seedTaskArn: arn });
  const again = await create(state).outcome;
  expect(again).toMatchObject({ status: 'updated' });
  expect(again).not.toHaveProperty('seedTaskArn');
  expect(tasks(state)).toEqual(['RUNNING']);
  expect(await remove(state)).toMatchObject({ status: 'deleted' });
  expect(tasks(state)).toEqual(['STOPPED']);
  await create(state).outcome;
  expect(tasks(state)).toEqual(['STOPPED', 'RUNNING']);
});

it('is not started for an environment that was ready before the profile had it, nor without it', async () => {
  const state = seedMemory();
  const plain = create(state, { more: {} });
  await plain.outcome;
  expect(plain.machine.changes).not.toContain('runTask');
  await create(state).outcome;
  expect(tasks(state)).toEqual([]);
});

it('is stopped by the undo of the create that started it, though ECS does not list it yet', async () => {
  const state = seedMemory();
  const { deps } = openMachine(state);
  const refusing = {
    ...deps.aws,
    listStartedTasks: async () => [],
    putObject: () => Promise.reject(new AwsCallError('s3:PutObject', 'x', 'AccessDenied', 'no')),
  };
  const request = { profileName: 'api', profile: profileOf(), source: 'local', name: 'foo' } as const;
  const outcome = await createEnvironment({ ...deps, aws: refusing }, { ...request, imageUri: `${registry}:one` });
  expect(outcome).toMatchObject({ status: 'failed', left: 'undone' });
  expect(tasks(state)).toEqual(['STOPPED']);
});

it('gets the volumes that the reference’s service gives its tasks', async () => {
  const state = seedMemory();
  const volumeConfigurations = [
    { name: 'data', managedEBSVolume: { roleArn: 'arn:aws:iam::1:role/ebs', sizeInGiB: 5 } },
  ];
  const reference = state.services.get('prod/dev01-api');
  state.services.set('prod/dev01-api', { ...reference, deployments: [{ status: 'PRIMARY', volumeConfigurations }] });
  const { deps } = openMachine(state);
  const asked: unknown[] = [];
  const runTask: typeof deps.aws.runTask = (request) => {
    asked.push(request.volumeConfigurations);
    return deps.aws.runTask(request);
  };
  const request = { profileName: 'api', profile: profileOf(), source: 'local', name: 'foo' } as const;
  await createEnvironment({ ...deps, aws: { ...deps.aws, runTask } }, { ...request, imageUri: `${registry}:one` });
  expect(asked).toEqual([volumeConfigurations]);
});

it('a container that the reference does not have is said before anything is made', async () => {
  const state = seedMemory();
  const more = { seed_task: '{"command": ["x"], "container": "worker"}' };
  expect(await create(state, { more }).outcome).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [{ field: 'seed_task', message: expect.stringMatching(/has no container worker for the seed task/) }],
  });
});

it('a task that finds no place fails the create, which is undone', async () => {
  const state = seedMemory();
  const { deps } = openMachine(state);
  const aws = { ...deps.aws, runTask: async () => ({ status: 'failed', reason: 'RESOURCE:MEMORY' }) as const };
  const request = {
    profileName: 'api',
    profile: profileOf(),
    source: 'local',
    name: 'foo',
    imageUri: `${registry}:one`,
  } as const;
  expect(await createEnvironment({ ...deps, aws }, request)).toMatchObject({
    status: 'failed',
    left: 'undone',
    problems: [{ message: 'The seed task was not started: RESOURCE:MEMORY.' }],
  });
  expect(state.items.size).toBe(0);
});

describe('a create that dies at any of its changes', () => {
  const later = 2 * LEASE_MS;
  const finishers: Readonly<Record<string, (state: MemoryState) => Promise<readonly unknown[]>>> = {
    'the next create goes on with the one task': async (state) => {
      expect(await create(state, { laterMs: later }).outcome).toMatchObject({
        status: expect.stringMatching(/^(cre|upd)ated$/),
      });
      return ['RUNNING'];
    },
    'a delete leaves no task that runs': async (state) => {
      expect(await remove(state, later)).toMatchObject({ status: expect.stringMatching(/deleted|absent/) });
      return ['STOPPED'];
    },
    'the reaper leaves no task that runs, unless the environment is ready': async (state) => {
      await repairCrashed(openMachine(state, undefined, later).deps);
      return state.items.size > 0 ? ['RUNNING'] : ['STOPPED'];
    },
  };

  it.each(Object.entries(finishers))('%s', async (_finisher, finish) => {
    const whole = create(seedMemory());
    await whole.outcome;
    expect(whole.machine.changes).toContain('runTask');
    let started = 0;
    for (const at of whole.machine.changes.keys()) {
      for (const kind of ['before', 'after'] as const) {
        const state = seedMemory();
        await create(state, { death: { at, kind } }).outcome;
        const wasStarted = state.tasks.size > 0;
        const expected = await finish(state);
        started += wasStarted ? 1 : 0;
        expect(tasks(state)).toEqual(wasStarted || expected[0] === 'RUNNING' ? expected : []);
      }
    }
    expect(started).toBeGreaterThan(1);
  });
});
