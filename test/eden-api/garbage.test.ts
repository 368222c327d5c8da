import { listAccount } from '../eden/listing.ts';
import { useEden } from '../eden/use-eden.ts';
import { type ApiWorld, openApi, putRaw } from './api-world.ts';

jest.setTimeout(300_000);

const eden = useEden('900000000009');
let world: ApiWorld;
const past = 1_000_000_000;

beforeAll(async () => {
  world = await openApi(eden.account);
});

/** Items that people, other programs and crashed writes may leave in the table. */
const garbage = {
  'a stranger': { type: 'notes', name: 'shopping', text: 'milk' },
  'times that are words': { type: 'api', name: 'words', endpoint: 'x', last_updated: 'yesterday', expires_at: 'soon' },
  'times beyond all calendars': { type: 'api', name: 'far', status: 'ready', last_updated: 9e15, expires_at: 9e15 },
  'a profile that is no JSON': {
    type: 'api',
    name: 'broken',
    status: 'ready',
    expires_at: past,
    resolved_profile: '{',
  },
  'a profile that is no object': {
    type: 'api',
    name: 'null',
    status: 'ready',
    expires_at: past,
    resolved_profile: 'null',
  },
  'a good state that is no JSON': { type: 'api', name: 'half', status: 'updating', good: '{' },
};

it('garbage in the table is listed and shown as far as it goes', async () => {
  for (const item of Object.values(garbage)) await putRaw(eden.account, item);
  const half = {
    ...garbage['a good state that is no JSON'],
    resolved_profile: JSON.stringify(eden.account.seeded.fields),
  };
  await putRaw(eden.account, half);
  const got = await world.ask('GET', '/api/v1/environments');
  expect(got.statusCode).toBe(200);
  const { environments } = got.body as { environments: { name: string; lastUpdated: unknown; expiresAt: unknown }[] };
  expect(environments.map(({ name }) => name).toSorted()).toEqual(
    Object.values(garbage)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(environments.find(({ name }) => name === 'words')).toMatchObject({ lastUpdated: null, expiresAt: null });
});

it('garbage keeps the reaper from nothing else, is told of, and stays', async () => {
  const image = eden.account.seeded.images[0] ?? '';
  const body = { name: 'due', image_uri: image, profile: 'api', ttl: '1m' };
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({ statusCode: 200 });
  eden.account.clock.skip(120_000);
  const note = { seen: { 'arn:x': 'y' }, failed: 7, told: [] };
  await putRaw(eden.account, { type: '_reaper', name: 'orphans', kind: 'reaper', ...note });
  const report = await world.reap('next');
  expect(report.status).toBe('done');
  expect(report.reaped).toContainEqual(expect.objectContaining({ name: 'dev-dynamic-due', outcome: 'deleted' }));
  const failed = report.reaped.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  expect(failed.toSorted()).toEqual(['broken', 'half', 'null']);
  for (const name of failed) expect(report.problems).toContainEqual(expect.stringContaining(name));
  const left = (await listAccount(eden.account)).items.filter(({ type }) => !type.startsWith('_'));
  expect(left.map(({ name }) => name).toSorted()).toEqual(
    Object.values(garbage)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(await world.reap('next')).toMatchObject({ status: 'done' });
});

it('an environment whose create has only taken its lease is being created', async () => {
  const lease = { lease_until: eden.account.clock.now() + 60_000, lease_holder: 'api ci', run_id: 'r1' };
  await putRaw(eden.account, { type: 'api', name: 'dev-dynamic-new', kind: 'environment', ...lease });
  const { environments } = (await world.ask('GET', '/api/v1/environments?profile=api')).body as {
    environments: object[];
  };
  expect(environments).toContainEqual(expect.objectContaining({ name: 'dev-dynamic-new', state: 'creating' }));
});
