import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { type Listing, listAccount } from '../eden/listing.ts';
import { makeWakingGroup } from '../eden/sleep-world.ts';
import { useEden } from '../eden/use-eden.ts';
import { createTestClock, region, table } from '../eden/world.ts';
import { type ApiWorld, type AskMore, type Got, openApi } from './api-world.ts';

jest.setTimeout(300_000);

const accountId = '900000000047';
const PROFILES = ['admin', 'api', 'web'] as const;
const time = createTestClock();
/** The clock stands still in a run: runs that wait for each other give way to others instead. */
const eden = useEden(accountId, { healthyAfterMs: 30_000 }, time);
const clock = { now: time.now, sleep: () => new Promise<void>((wake) => setTimeout(wake, 5)) };
const group = '/api/v1/groups/all';
let world: ApiWorld;
let before: Listing;
let images: readonly string[];

beforeAll(async () => {
  world = await openApi(eden.account);
  const credentials = strictCredentials(accountId, 'seed');
  const client = new DynamoDBClient({ endpoint: eden.strict.url, region, credentials, maxAttempts: 1 });
  for (const profile of PROFILES) {
    const own = { name_prefix: `dev-${profile}`, domain_name_prefix: profile, endpoint_update_key: `${profile}_url` };
    const others = PROFILES.filter((one) => one !== profile);
    const environment = others.map((other) => `${other.toUpperCase()}_URL=https://{{host:${other}}}`).join(',');
    const fields = { ...eden.account.seeded.fields, ...own, groups: 'all, other', environment };
    await createTableAdmin(client).putProfile(table, profile, fields);
  }
  client.destroy();
  images = eden.account.seeded.images;
  await makeWakingGroup(eden.account);
  before = await listAccount(eden.account);
});

function ask(method: string, url: string, more: AskMore = {}): Promise<Got> {
  return world.ask(method, url, { ...more, deps: { clock, ...more.deps } });
}

function create(body: Readonly<Record<string, unknown>>, more: AskMore = {}): Promise<Got> {
  return ask('POST', group, { ...more, body: { name: 'foo', ...body } });
}

async function removeAll(): Promise<void> {
  await ask('DELETE', `${group}/foo`);
  expect(await listAccount(eden.account)).toEqual(before);
}

async function members(): Promise<readonly unknown[]> {
  const { body } = await ask('GET', `${group}/foo`);
  return (body['members'] as readonly { profile: string; state: string; sleep: unknown }[]).map(
    ({ profile, state, sleep }) => [profile, state, sleep],
  );
}

it('three profiles are made, shown, redeployed, put to sleep, woken and removed as one', async () => {
  const made = await create({ image_uri: images[0], ttl: '72h', idle_after: '2h' });
  expect(made).toMatchObject({
    statusCode: 200,
    body: {
      message: 'successfully created',
      result: 'created',
      group: 'all',
      name: 'foo',
      statusUrl: 'https://api.example.com/dev/api/v1/groups/all/foo',
      members: PROFILES.map((profile) => ({
        profile,
        result: 'created',
        url: `https://${profile}-foo.dev.example.com`,
      })),
      unchanged: [],
    },
  });
  time.skip(31_000);
  expect((await ask('GET', `${group}/foo`)).body).toMatchObject({
    state: 'ready',
    sleep: null,
    members: PROFILES.map((profile) => ({ profile, group: 'all', idleAfterSeconds: 7_200 })),
    missing: [],
  });
  const next = await create({ image_uris: { api: images[1] } });
  expect(next.body).toMatchObject({ result: 'updated', members: [{ profile: 'api' }], unchanged: ['admin', 'web'] });
  expect((await ask('POST', `${group}/foo/sleep`)).body).toMatchObject({
    message: 'successfully put to sleep',
    members: PROFILES.map((profile) => ({ profile, result: 'asleep' })),
  });
  expect((await ask('GET', `${group}/foo`)).body).toMatchObject({ state: 'ready', sleep: 'asleep' });
  const waking = await ask('POST', `${group}/foo/wake`);
  expect(waking).toMatchObject({ statusCode: 202, headers: { 'Retry-After': '5' }, body: { message: 'waking' } });
  time.skip(31_000);
  const awake = await ask('POST', `${group}/foo/wake`);
  expect(awake).toMatchObject({ statusCode: 200, body: { message: 'awake' } });
  expect(await members()).toEqual(PROFILES.map((profile) => [profile, 'ready', null]));
  const gone = await ask('DELETE', `${group}/foo`);
  expect(gone.body).toMatchObject({ message: 'successfully deleted', members: [{ result: 'deleted' }, {}, {}] });
  expect(await listAccount(eden.account)).toEqual(before);
  expect(world.audits.at(-1)).toMatchObject({
    operation: 'deleteGroup',
    group: 'all',
    profile: null,
    outcome: 'done',
    members: PROFILES.map((profile) => ({ profile, outcome: 'deleted', runId: expect.any(String) })),
  });
});

it('the third cannot be made: nothing is left, and its problem is told', async () => {
  const got = await create({ image_uri: images[0], image_uris: { web: `${images[0]}-nosuch` } });
  expect(got).toMatchObject({
    statusCode: 422,
    body: { state: 'untouched', problems: [{ message: expect.stringMatching(/^web: The image .*nosuch/) }] },
  });
  expect(await listAccount(eden.account)).toEqual(before);
});

it('a refusal of AWS in the middle: what was made of all is taken back', async () => {
  eden.strict.faults.set('denied', { kind: 'deny', at: 17, of: 'mutating' });
  const got = await create({ image_uri: images[0] }, { client: 'denied' });
  expect(got).toMatchObject({ statusCode: 502, body: { state: 'undone' } });
  expect(await listAccount(eden.account)).toEqual(before);
});

it.each<[string, () => Promise<Got>, number, string, RegExp]>([
  ['no such group', () => ask('GET', '/api/v1/groups/nosuch/foo'), 404, 'not_found', /has groups = nosuch/],
  [
    'no such environment',
    () => ask('POST', `${group}/none/sleep`),
    404,
    'not_found',
    /No environment none of group all/,
  ],
  [
    'a key for one of its profiles',
    () => create({ image_uri: 'x' }, { key: 'key-web' }),
    400,
    'bad_request',
    /image_uri/,
  ],
  [
    'a key that may not use all of its profiles',
    () => ask('DELETE', `${group}/foo`, { key: 'key-web' }),
    403,
    'forbidden',
    /web-ci may not use profile admin, api of group all/,
  ],
  ['no image', () => create({}), 400, 'bad_request', /image_uri is missing: one for all, or image_uris/],
  [
    'an image of a stranger',
    () => create({ image_uris: { other: images[0] } }),
    400,
    'bad_request',
    /names other, not/,
  ],
  [
    'no image for what is new',
    () => create({ image_uris: { api: images[0] } }),
    400,
    'bad_request',
    /of admin, web yet/,
  ],
  [
    'images that are none',
    () => create({ image_uris: { api: 7 } }),
    400,
    'bad_request',
    /must be an object of profile/,
  ],
  [
    'a name twice',
    () => create({ image_uri: images[0], group: 'b' }),
    400,
    'bad_request',
    /group is given in the path/,
  ],
  [
    'a variable that callers may not set',
    () => create({ image_uri: images[0], environment: 'NODE_OPTIONS=x' }),
    403,
    'forbidden',
    /Profile admin does not let callers set NODE_OPTIONS/,
  ],
])('%s', async (_what, asked, statusCode, code, message) => {
  expect(await asked()).toMatchObject({ statusCode, body: { code, message: expect.stringMatching(message) } });
  expect(await listAccount(eden.account)).toEqual(before);
});

describe('one environment', () => {
  const page = '/api/v1/environments/api/foo';

  it('sleeps and wakes; a wake that never becomes healthy ends', async () => {
    const body = { name: 'foo', image_uri: images[0], profile: 'api' };
    expect((await ask('POST', '/api/v1/environments', { body })).statusCode).toBe(200);
    time.skip(31_000);
    expect((await ask('POST', `${page}/sleep`)).body).toMatchObject({ message: 'successfully put to sleep' });
    expect((await ask('POST', `${page}/sleep`)).body).toMatchObject({ message: 'asleep already' });
    expect((await ask('GET', page)).body).toMatchObject({ sleep: 'asleep', service: { desiredCount: 0 } });
    expect(await ask('POST', `${page}/wake`)).toMatchObject({
      statusCode: 202,
      headers: { 'Retry-After': '5' },
      body: { message: 'waking', sleep: 'waking' },
    });
    eden.strict.stateOf({ account: accountId, region }).crashes.set('dev/dev-api-foo', 'OutOfMemoryError');
    time.skip(601_000);
    expect(await ask('POST', `${page}/wake`)).toMatchObject({
      statusCode: 409,
      body: { code: 'wake_failed', message: expect.stringMatching(/was not healthy 10 minutes after/) },
    });
    expect((await ask('GET', page)).body).toMatchObject({ sleep: 'failed' });
    eden.strict.stateOf({ account: accountId, region }).crashes.clear();
    expect((await ask('POST', `${page}/wake`)).statusCode).toBe(202);
    time.skip(31_000);
    expect(await ask('POST', `${page}/wake`)).toMatchObject({
      statusCode: 200,
      body: { message: 'awake', sleep: null },
    });
    expect(world.audits.at(-1)).toMatchObject({ operation: 'wake', profile: 'api', group: null, outcome: 'awake' });
    await removeAll();
  });

  it('what does not exist or has no function that wakes it', async () => {
    for (const action of ['sleep', 'wake']) {
      expect(await ask('POST', `${page}/${action}`)).toMatchObject({ statusCode: 404, body: { code: 'not_found' } });
      expect(await ask('POST', `${page}/${action}`, { key: 'key-web' })).toMatchObject({ statusCode: 403 });
      expect(await ask('GET', `${page}/${action}`)).toMatchObject({ statusCode: 405, headers: { Allow: 'POST' } });
    }
  });
});
