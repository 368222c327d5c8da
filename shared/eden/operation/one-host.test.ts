import { aliasRecord } from '../dns-record/changes.ts';
import { parseProfile } from '../profile/profile.ts';
import { createMemoryAws } from '../testing/memory-aws.ts';
import { memoryDeps, memoryImage } from '../testing/memory-run.ts';
import { type MemoryState, memoryFields, seedMemory } from '../testing/memory-state.ts';
import { createEnvironment } from './create.ts';
import { deleteEnvironment } from './delete.ts';

/** Two profiles that give their environments one host. */
const profiles = ['api', 'web'] as const;

function profileOf(name: (typeof profiles)[number]) {
  const own = name === 'web' ? { name_prefix: 'web', endpoint_update_key: 'web_endpoint' } : {};
  return parseProfile({ ...memoryFields, ...own }, `Profile ${name}`);
}

/** A place at which the first one waits for the second. */
function meeting(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return async () => {
    arrived += 1;
    if (arrived === profiles.length) resolve();
    await promise;
  };
}

/** Both creates pass preflight before either makes its rule, and both make it before either makes its record. */
async function createBoth(state: MemoryState) {
  const [checked, made] = [meeting(), meeting()];
  const aws = createMemoryAws(state);
  const createRule: typeof aws.createRule = async (rule) => {
    await checked();
    const created = await aws.createRule(rule);
    await made();
    return created;
  };
  return await Promise.all(
    profiles.map((profileName, at) =>
      createEnvironment(
        { ...memoryDeps(state, { createRule }), random: () => at / 2 },
        { profileName, profile: profileOf(profileName), source: 'local', name: 'foo', imageUri: memoryImage },
      ),
    ),
  );
}

async function remove(state: MemoryState, profileName: (typeof profiles)[number]) {
  const profile = profileOf(profileName);
  if (profile.status === 'invalid') throw new Error('the profile is invalid');
  return await deleteEnvironment(memoryDeps(state), { profileName, profile, name: 'foo' });
}

/** All resources, without those that AWS keeps of deleted ones. */
function existing({ services, groups, rules, records, items, objects }: MemoryState) {
  return {
    services: [...services].filter(([, { status }]) => status === 'ACTIVE').map(([place]) => place),
    groups: [...groups.keys()],
    rules: [...rules.keys()],
    records,
    items: [...items.keys()],
    file: [...objects.values()].map(({ text }) => text),
  };
}

it('two creates of one host at the same moment: one is made, the other is taken back, and the first stays whole', async () => {
  const state = seedMemory();
  const before = existing(state);
  const outcomes = await createBoth(state);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['created', 'failed']);
  const winner = outcomes[0]?.status === 'created' ? 'api' : 'web';
  const message = expect.stringMatching(
    new RegExp(`^Listener rule \\S+ for host api-foo.dev.example.com belongs to profile ${winner},`),
  );
  expect(outcomes.find(({ status }) => status === 'failed')).toMatchObject({
    left: 'undone',
    problems: [{ code: 'owned_by_other', message }],
  });
  expect([...state.items.keys()]).toEqual([winner === 'api' ? 'api/dev-dynamic-foo' : 'web/web-foo']);
  const whole = existing(state);
  expect(whole.rules).toHaveLength(before.rules.length + 1);
  expect(whole.records).toHaveLength(before.records.length + 1);
  const redeploy = { profileName: winner, profile: profileOf(winner), source: 'local', name: 'foo' } as const;
  expect(await createEnvironment(memoryDeps(state), { ...redeploy, imageUri: memoryImage })).toMatchObject({
    status: 'updated',
  });
  expect(await remove(state, winner)).toMatchObject({ status: 'deleted' });
  expect(existing(state)).toEqual(before);
});

it('where the record is there before both, neither is made on top of the other', async () => {
  const state = seedMemory();
  state.records.push(aliasRecord('api-foo.dev.example.com', { dnsName: 'common.elb.example.com', zoneId: 'ZALB' }));
  const before = existing(state);
  const outcomes = await createBoth(state);
  expect(outcomes).toMatchObject(
    profiles.map(() => ({ status: 'failed', left: 'undone', problems: [{ code: 'owned_by_other' }] })),
  );
  expect(existing(state)).toMatchObject({ rules: before.rules, services: before.services, items: [] });
});
