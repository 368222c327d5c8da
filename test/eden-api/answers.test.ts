import { type Listing, listAccount } from '../eden/listing.ts';
import { useEden } from '../eden/use-eden.ts';
import { type ApiWorld, openApi, putRaw } from './api-world.ts';

jest.setTimeout(300_000);

const eden = useEden('111111111111');
let world: ApiWorld;
let before: Listing;
let image: string;

beforeAll(async () => {
  world = await openApi(eden.account);
  before = await listAccount(eden.account);
  image = eden.account.seeded.images[0] ?? '';
});

const page = '/api/v1/environments/api/foo';
function createUrl(name = 'foo'): string {
  return `/api/v1/create?name=${name}&image_uri=${encodeURIComponent(image)}&profile=api`;
}

it('GET: create, list, show, redeploy, delete, nothing to delete', async () => {
  const created = await world.ask('GET', `${createUrl('Foo')}&ttl=72h`);
  expect(created).toMatchObject({
    statusCode: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: {
      status: 'ok',
      message: 'successfully created',
      result: 'created',
      name: 'dev-dynamic-foo',
      environment: 'foo',
      profile: 'api',
      cname: 'api-foo.dev.example.com',
      url: 'https://api-foo.dev.example.com',
      statusUrl: 'https://api.example.com/dev/api/v1/environments/api/foo',
      image,
    },
  });
  const { environments } = (await world.ask('GET', '/api/v1/environments')).body as { environments: object[] };
  expect(environments).toMatchObject([
    { name: 'dev-dynamic-foo', givenName: 'Foo', overrides: [], profile: 'api', state: 'ready', heldBy: null, image },
  ]);
  expect((await world.ask('GET', page)).body).toMatchObject({
    status: 'ok',
    state: 'ready',
    journal: { service: { state: 'made' }, rule: { state: 'made' } },
    service: { status: 'ACTIVE', desiredCount: 1 },
    targets: [],
  });
  expect((await world.ask('GET', createUrl('Foo'))).body).toMatchObject({
    message: 'successfully created',
    result: 'updated',
  });
  const gone = await world.ask('GET', '/api/v1/delete?name=Foo&profile=api');
  expect(gone).toMatchObject({ statusCode: 200, body: { message: 'successfully deleted', name: 'dev-dynamic-foo' } });
  const again = await world.ask('GET', '/api/v1/delete?name=Foo&profile=api');
  expect(again).toMatchObject({ statusCode: 200, body: { status: 'ok', message: 'nothing to delete' } });
  expect(await listAccount(eden.account)).toEqual(before);
});

it('POST and DELETE: the same, and 404 where there is nothing', async () => {
  const body = { name: 'foo', image_uri: image, profile: 'api', ttl: 'none' };
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({
    statusCode: 200,
    body: { expiresAt: null },
  });
  expect(await world.ask('DELETE', page)).toMatchObject({ statusCode: 200, body: { message: 'successfully deleted' } });
  for (const method of ['DELETE', 'GET']) {
    expect(await world.ask(method, page)).toMatchObject({
      statusCode: 404,
      body: { status: 'error', code: 'not_found' },
    });
  }
  expect(await listAccount(eden.account)).toEqual(before);
});

it('names the profiles a key may use', async () => {
  expect((await world.ask('GET', '/api/v1/profiles')).body).toEqual({ status: 'ok', profiles: ['api'] });
  expect((await world.ask('GET', '/api/v1/profiles', { key: 'key-web' })).body).toEqual({ status: 'ok', profiles: [] });
});

describe('errors, each in the one shape', () => {
  const shape = { status: 'error', code: expect.any(String), message: expect.any(String), problems: expect.any(Array) };

  it.each([
    [
      'a profile that the key may not use',
      'GET',
      createUrl,
      { key: 'key-web' },
      403,
      'forbidden',
      /web-ci may not use profile api/,
    ],
    [
      'the same for a list',
      'GET',
      () => '/api/v1/environments?profile=api',
      { key: 'key-web' },
      403,
      'forbidden',
      /may not/,
    ],
    ['a key that is not listed', 'GET', createUrl, { key: 'by-hand' }, 403, 'forbidden', /not in eden.keys/],
    ['no key, past the gateway', 'GET', createUrl, { key: null }, 403, 'forbidden', /not in eden.keys/],
    [
      'an unknown profile',
      'GET',
      () => createUrl().replace('=api', '=web'),
      {},
      404,
      'not_found',
      /Profile web in DynamoDB table eden does not exist/,
    ],
    ['a missing image', 'GET', () => createUrl().replace('latest', 'nosuch'), {}, 422, 'unprocessable', /nosuch/],
    [
      'a name without room',
      'GET',
      () => createUrl('a'.repeat(40)),
      {},
      400,
      'bad_request',
      /characters and 20 are left/,
    ],
    ['bad parameters', 'GET', () => '/api/v1/create?name=', {}, 400, 'bad_request', /name is empty.*1 more/],
    ['an unknown path', 'GET', () => '/api/v1/nosuch', {}, 404, 'not_found', /There is no/],
    ['HEAD', 'HEAD', createUrl, {}, 405, 'method_not_allowed', /knows GET/],
  ] as const)('%s', async (_what, method, url, more, statusCode, code, message) => {
    const got = await world.ask(method, url(), more);
    expect(got).toMatchObject({ statusCode, body: { ...shape, code, message: expect.stringMatching(message) } });
    expect(got.headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    expect(await listAccount(eden.account)).toEqual(before);
  });

  it.each([
    [60_000, 10],
    [4_000, 4],
  ])('409 with who holds it; a lease of %i ms is asked for again after %i s', async (leaseMs, retryAfterS) => {
    const lease = { lease_until: eden.account.clock.now() + leaseMs, lease_holder: 'cli nana@laptop', run_id: 'r1' };
    await putRaw(eden.account, { type: 'api', name: 'dev-dynamic-foo', kind: 'environment', ...lease });
    const got = await world.ask('GET', createUrl());
    expect(got).toMatchObject({
      statusCode: 409,
      body: { ...shape, code: 'held', message: expect.stringMatching(/cli nana@laptop/) },
    });
    expect(Number(got.headers['Retry-After'])).toBeLessThanOrEqual(retryAfterS);
    expect(Number(got.headers['Retry-After'])).toBeGreaterThanOrEqual(Math.min(retryAfterS, 3));
    eden.account.clock.skip(61_000);
    expect((await world.ask('GET', '/api/v1/delete?name=foo&profile=api')).statusCode).toBe(200);
    expect(await listAccount(eden.account)).toEqual(before);
  });

  it('502 with action and resource when AWS says no, in a run and in a list', async () => {
    eden.strict.faults.set('denied', { kind: 'deny', at: 0, of: 'mutating' });
    const run = await world.ask('GET', createUrl(), { client: 'denied' });
    expect(run).toMatchObject({
      statusCode: 502,
      body: { ...shape, code: 'aws', message: expect.stringMatching(/AWS refused \S+:\S+ on/) },
    });
    eden.strict.faults.set('denied-list', { kind: 'deny', at: 0, of: 'all' });
    const list = await world.ask('GET', '/api/v1/environments', { client: 'denied-list' });
    expect(list).toMatchObject({ statusCode: 502, body: { message: expect.stringMatching(/dynamodb:Scan on eden/) } });
    expect(await listAccount(eden.account)).toEqual(before);
  });

  it('422 for a pushed profile that is broken', async () => {
    const profiles = {
      broken: '{',
      partly: '{"name_prefix":"a"}',
      nothing: 'null',
      list: '[]',
      text: '"x"',
      numbers: '{"name_prefix":5,"desired_count":2,"target_cluster":null}',
    };
    for (const [name, profile] of Object.entries(profiles)) {
      await putRaw(eden.account, { type: '_profile', name, kind: 'profile', profile });
      const got = await world.ask('GET', createUrl().replace('profile=api', `profile=${name}`));
      expect(got).toMatchObject({ statusCode: 422, body: { ...shape, code: 'unprocessable' } });
    }
  });

  it('500 for a bug, whose text stays in the log', async () => {
    const profiles = { get: () => Promise.reject(new Error('secret')), list: async () => [], inGroup: async () => [] };
    const got = await world.ask('GET', createUrl(), { deps: { profiles } });
    expect(got).toMatchObject({
      statusCode: 500,
      body: { ...shape, code: 'internal', message: expect.stringMatching(/request-1/) },
    });
    expect(JSON.stringify(got.body)).not.toContain('secret');
    expect(world.errors).toEqual([new Error('secret')]);
  });
});

it('every run leaves one audit line: who, image digest, run id', async () => {
  world.audits.length = 0;
  await world.ask('GET', `${createUrl('bar')}&desired_count=2`);
  await world.ask('GET', createUrl('bar'), { key: 'key-web' });
  await world.ask('GET', '/api/v1/environments');
  await world.ask('GET', '/api/v1/delete?name=bar&profile=api');
  const who = { apiKeyId: 'key-all', apiKeyName: 'ci', sourceIp: '192.0.2.1', profile: 'api', name: 'bar' };
  expect(world.audits).toMatchObject([
    {
      ...who,
      operation: 'create',
      outcome: 'created',
      desiredCount: '2',
      variables: null,
      imageDigest: expect.stringMatching(/^sha256:/),
      runId: expect.any(String),
      statusCode: 200,
    },
    { apiKeyName: 'web-ci', operation: 'create', outcome: 'refused', runId: null, statusCode: 403 },
    { ...who, operation: 'delete', outcome: 'deleted', runId: expect.any(String), statusCode: 200 },
  ]);
});

it('the log tells the steps of a run, each line with its environment and run', async () => {
  world.steps.length = 0;
  const made = await world.ask('GET', createUrl('steps'));
  const texts = world.steps.map(({ text }) => text);
  expect(texts).toEqual(
    expect.arrayContaining([
      'Image exists',
      expect.stringMatching(/^Registered new task definition: .*dev-dynamic-steps:/),
      expect.stringMatching(/^Created target group .*dev-dynamic-steps/),
      'Successfully finished creating environment dev-dynamic-steps',
    ]),
  );
  const of = { profile: 'api', environment: 'dev-dynamic-steps', runId: made.body['runId'] };
  expect(world.steps).toEqual(texts.map((text) => ({ text, ...of })));
  world.steps.length = 0;
  await world.ask('GET', '/api/v1/delete?name=steps&profile=api');
  expect(world.steps.at(-1)).toMatchObject({
    text: 'Successfully finished deleting environment dev-dynamic-steps',
    environment: 'dev-dynamic-steps',
  });
});

it('callers set the variables that the profile lists, and a count', async () => {
  const { fields } = eden.account.seeded;
  const put = (profile: object) =>
    putRaw(eden.account, { type: '_profile', name: 'api', profile: JSON.stringify(profile) });
  const body = { name: 'vars', image_uri: image, profile: 'api', environment: 'PORT=1,NODE_OPTIONS=-r x' };
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({
    statusCode: 403,
    body: { code: 'forbidden', message: expect.stringContaining('does not let callers set PORT, NODE_OPTIONS;') },
  });
  await put({ ...fields, api_environment: 'PORT, HOST' });
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({
    statusCode: 403,
    body: { message: expect.stringContaining('does not let callers set NODE_OPTIONS;') },
  });
  const secret = { ...body, environment: { PORT: '{{secret:arn:aws:ssm:us-east-1:1:parameter/x}}' } };
  expect(await world.ask('POST', '/api/v1/environments', { body: secret })).toMatchObject({
    statusCode: 403,
    body: { message: expect.stringContaining('Callers may not refer to secrets (PORT);') },
  });
  const hidden = { ...body, name: 'secret', environment: { PORT: '{{{{name}}:arn:aws:ssm:us-east-1:1:parameter/x}}' } };
  expect(await world.ask('POST', '/api/v1/environments', { body: hidden })).toMatchObject({
    statusCode: 400,
    body: { message: expect.stringContaining('becomes a reference to a secret'), state: 'untouched' },
  });
  const fine = {
    ...body,
    environment: 'PORT=8080\nHOST={{host}} {{name}} {{pr}} {{host:api}}',
    desired_count: '2',
    pr: 12,
  };
  expect(await world.ask('POST', '/api/v1/environments', { body: fine })).toMatchObject({ statusCode: 200 });
  const service = await eden.account.aws('first').describeService({ cluster: 'dev', service: 'dev-dynamic-vars' });
  expect(service?.desiredCount).toBe(2);
  const read = await eden.account.aws('first').describeTaskDefinition(service?.taskDefinition ?? '');
  const container = read?.taskDefinition.containerDefinitions?.find(({ name }) => name === 'api');
  expect(container?.environment).toEqual(
    expect.arrayContaining([
      { name: 'PORT', value: '8080' },
      { name: 'HOST', value: 'api-vars.dev.example.com vars 12 api-vars.dev.example.com' },
    ]),
  );
  await put(fields);
  expect((await world.ask('GET', '/api/v1/delete?name=vars&profile=api')).statusCode).toBe(200);
});
