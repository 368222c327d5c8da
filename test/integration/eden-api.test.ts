import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalEden, prepareEden, readKey } from '../../local/eden/prepare-eden.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { connectStack } from './stack.ts';

jest.setTimeout(180_000);

const { connection, stop } = connectStack();
let eden: LocalEden;

/** Deployed with all services; seeded as `npm start` does. */
beforeAll(async () => {
  eden = await prepareEden(connection, 'eden');
});

afterAll(() => stop());

async function ask(method: string, path: string, key: string | undefined = eden.key) {
  const headers = { 'x-api-key': key };
  const response = await fetch(`${eden.url}/api/v1/${path}`, { method, headers });
  const text = await response.text();
  const cache = response.headers.get('cache-control');
  return { status: response.status, cache, body: text === '' ? {} : (JSON.parse(text) as object) };
}

function createPath(): string {
  return `create?name=Foo&image_uri=${encodeURIComponent(eden.image)}&profile=api&ttl=72h`;
}

it('creates, lists, shows and deletes through the deployed API', async () => {
  expect(await ask('GET', createPath())).toMatchObject({
    status: 200,
    cache: 'no-store',
    body: { message: 'successfully created', name: 'dev-dynamic-foo', cname: 'api-foo.dev.example.com' },
  });
  expect(await ask('GET', 'environments')).toMatchObject({
    body: { environments: [{ name: 'dev-dynamic-foo', state: 'ready' }] },
  });
  expect(await ask('GET', 'environments/api/Foo')).toMatchObject({
    status: 200,
    body: { service: { status: 'ACTIVE' } },
  });
  // Another name that gives the same host name is refused: no branch deletes another's environment.
  expect(await ask('GET', 'delete?name=foo&profile=api')).toMatchObject({ status: 409 });
  expect(await ask('GET', 'delete?name=Foo&profile=api')).toMatchObject({
    status: 200,
    body: { message: 'successfully deleted' },
  });
  expect(await ask('GET', 'delete?name=Foo&profile=api')).toMatchObject({ body: { message: 'nothing to delete' } });
  expect(await ask('DELETE', 'environments/api/Foo')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

it.each([
  ['a wrong key', 'GET', 'environments', 'wrong', 403, 'forbidden'],
  ['no key', 'GET', 'environments', '', 403, 'forbidden'],
  ['an unknown path', 'GET', 'nosuch', undefined, 404, 'not_found'],
  ['an unknown method', 'PUT', 'environments', undefined, 404, 'not_found'],
  ['bad parameters', 'GET', 'create?name=a%252Fb&name=c', undefined, 400, 'bad_request'],
] as const)('%s: our JSON, whoever says it', async (_what, method, path, key, status, code) => {
  const got = await ask(method, path, key);
  expect(got).toMatchObject({
    status,
    cache: 'no-store',
    body: { status: 'error', code, problems: expect.arrayContaining([expect.objectContaining({ code })]) },
  });
});

it('a key uses its own profiles only: the rest is 403, and not even listed', async () => {
  const web = await readKey(connection, 'web-ci');
  const forbidden = { status: 403, body: { status: 'error', code: 'forbidden' } };
  for (const [method, path] of [
    ['GET', createPath()],
    ['GET', 'delete?name=foo&profile=api'],
    ['DELETE', 'environments/api/foo'],
    ['GET', 'environments/api/foo'],
    ['GET', 'environments?profile=api'],
  ] as const) {
    expect(await ask(method, path, web)).toMatchObject(forbidden);
  }
  expect(await ask('GET', 'profiles', web)).toMatchObject({ status: 200, body: { profiles: [] } });
  expect(await ask('GET', 'environments', web)).toMatchObject({ status: 200, body: { environments: [] } });
  expect(await ask('GET', 'profiles')).toMatchObject({ status: 200, body: { profiles: ['api'] } });
});

it('HEAD is refused', async () => {
  expect((await ask('HEAD', 'create?name=foo')).status).toBe(404);
});

it('429 past the plan’s burst, in our JSON', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => ask('GET', 'profiles')));
  const throttled = all.filter(({ status }) => status === 429);
  expect(throttled.length).toBeGreaterThan(0);
  expect(throttled[0]).toMatchObject({ cache: 'no-store', body: { status: 'error', code: 'throttled' } });
});

it('the samples work with sls invoke local', async () => {
  const env = { ...process.env, AWS_ENDPOINT_URL: connection.endpoint };
  const sls = join(ROOT, 'node_modules/.bin/sls');
  const args = ['invoke', 'local', '-f', 'api', '-p', 'events/create.json', '--stage', 'local'];
  const { stdout } = await promisify(execFile)(sls, args, { cwd: join(ROOT, 'services/eden-api'), env });
  expect(stdout).toContain('"statusCode": 200');
});
