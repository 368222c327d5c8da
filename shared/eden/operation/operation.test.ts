import type { EdenAws } from '../aws/ports.ts';
import { AwsCallError } from '../problem/problem.ts';
import { createMemoryAws } from '../testing/memory-aws.ts';
import { memoryDeps, memoryImage, memoryProfile } from '../testing/memory-run.ts';
import { type MemoryState, seedMemory } from '../testing/memory-state.ts';
import { createEnvironment } from './create.ts';
import { deleteEnvironment } from './delete.ts';

function create(state: MemoryState, changes: Partial<EdenAws> = {}) {
  return createEnvironment(memoryDeps(state, changes), {
    profileName: 'api',
    profile: memoryProfile(),
    source: 'local',
    name: 'foo',
    imageUri: memoryImage,
  });
}

function remove(state: MemoryState, changes: Partial<EdenAws> = {}) {
  return deleteEnvironment(memoryDeps(state, changes), { profileName: 'api', profile: memoryProfile(), name: 'foo' });
}

/** The seeded account with the environment `foo`. */
async function deployed(): Promise<MemoryState> {
  const state = seedMemory();
  expect(await create(state)).toMatchObject({ status: 'created' });
  return state;
}

/** Ports of which one refuses every call. */
function refusing(name: keyof EdenAws): Partial<EdenAws> {
  return {
    [name]: async () => {
      throw new AwsCallError(name, 'foo', 'AccessDenied', 'not authorized');
    },
  };
}

it('creates, redeploys, deletes, and has nothing left to delete', async () => {
  const state = await deployed();
  expect(await create(state)).toMatchObject({ status: 'updated', name: 'dev-dynamic-foo' });
  expect(await remove(state)).toMatchObject({ status: 'deleted' });
  expect(await remove(state)).toMatchObject({ status: 'absent' });
});

function refusedBy(name: string) {
  const problem = { code: 'aws', message: expect.stringContaining(name) };
  return { status: 'failed', problems: expect.arrayContaining([expect.objectContaining(problem)]) };
}

it.each<[keyof EdenAws, string]>([
  ['getItem', 'untouched'],
  ['takeItem', 'untouched'],
  ['describeImage', 'untouched'],
  ['describeRules', 'untouched'],
  ['registerTaskDefinition', 'undone'],
  ['createTargetGroup', 'undone'],
  ['createRule', 'undone'],
  ['createService', 'undone'],
  ['changeRecords', 'undone'],
  ['putObject', 'undone'],
])('a create whose %s is refused fails and leaves the environment %s', async (name, left) => {
  const outcome = await create(seedMemory(), refusing(name));
  expect(outcome).toMatchObject({ ...refusedBy(name), left });
});

it.each<[keyof EdenAws, string]>([
  ['getItem', 'untouched'],
  ['takeItem', 'untouched'],
  ['describeService', 'unfinished'],
  ['deleteService', 'unfinished'],
  ['deleteRule', 'unfinished'],
  ['changeRecords', 'unfinished'],
  ['deleteItem', 'unfinished'],
])('a delete whose %s is refused fails and leaves the environment %s', async (name, left) => {
  expect(await remove(await deployed(), refusing(name))).toMatchObject({ ...refusedBy(name), left });
});

/** Ports of which no call is answered any more after the first ones: the credentials have expired. */
function expiring(state: MemoryState, afterCalls: number): EdenAws {
  let calls = 0;
  const wrapped = Object.entries(createMemoryAws(state)).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      calls += 1;
      if (calls > afterCalls) throw new AwsCallError(name, 'foo', 'ExpiredToken', 'The token is expired');
      return await (call as (...all: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  // The same names, each with the same function behind it.
  return Object.fromEntries(wrapped) as EdenAws;
}

it.each([
  ['create', create, async () => seedMemory()],
  ['redeploy', create, deployed],
  ['delete', remove, deployed],
] as const)(
  'credentials that expire during a %s: the lease is released, or its end is told',
  async (_what, run, seed) => {
    let told = 0;
    for (let afterCalls = 0; ; afterCalls += 1) {
      const state = await seed();
      const outcome = await run(state, expiring(state, afterCalls));
      if (outcome.status !== 'failed') break;
      expect(outcome.leasedUntilMs).toBe(state.items.get('api/dev-dynamic-foo')?.lease_until);
      told += Number(outcome.leasedUntilMs !== undefined);
    }
    expect(told).toBeGreaterThan(5);
  },
);

it('an old API’s item whose delete is refused leaves the run unfinished', async () => {
  const state = seedMemory();
  state.items.set('api/foo', { type: 'api', name: 'foo', endpoint: 'api-foo.dev.example.com' });
  expect(await create(state, refusing('deleteItem'))).toMatchObject({ ...refusedBy('deleteItem'), left: 'unfinished' });
  expect(await create(state)).toMatchObject({ status: 'updated' });
  expect([...state.items.keys()]).toEqual(['api/dev-dynamic-foo']);
});

it('a delete leaves the record of a host to another environment whose rule is for it', async () => {
  const state = await deployed();
  const host = 'api-foo.dev.example.com';
  const [own] = [...state.rules.values()].filter(({ Conditions }) => JSON.stringify(Conditions).includes(host));
  const other = { ...own, RuleArn: 'rule-of-another', Priority: '9', Actions: [] };
  state.rules.set(other.RuleArn, other);
  const tags = { ...state.tags.get(own?.RuleArn ?? ''), 'eden:profile': 'web', 'eden:environment': 'web-foo' };
  state.tags.set(other.RuleArn, tags);
  expect(await remove(state)).toMatchObject({ status: 'deleted' });
  expect(state.rules.has(other.RuleArn)).toBe(true);
  expect(state.records).toMatchObject([{ Type: 'TXT' }, { Type: 'A', Name: `${host}.` }]);
});
