import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { type Listing, listAccount } from '../eden/listing.ts';
import { useEden } from '../eden/use-eden.ts';
import { type ApiWorld, openApi } from './api-world.ts';

jest.setTimeout(300_000);

const recipes = join(__dirname, '../../services/eden-api/recipes');
function text(file: string): string {
  return readFileSync(join(recipes, file), 'utf8');
}

interface Interlude {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: string;
  readonly body?: string;
}

const eden = useEden('444444444444');
let world: ApiWorld;
let server: Server;
let before: Listing;
/** Answers that come before the API's own. */
let interludes: Interlude[] = [];
const keysSeen: unknown[] = [];
const urlsSeen: string[] = [];
const bodiesSeen: string[] = [];

beforeAll(async () => {
  world = await openApi(eden.account);
  before = await listAccount(eden.account);
  server = createServer(async (request, response) => {
    keysSeen.push(request.headers['x-api-key']);
    urlsSeen.push(request.url ?? '');
    const sent = await readText(request);
    bodiesSeen.push(sent);
    const first = interludes.shift();
    if (first !== undefined) {
      response.writeHead(first.status, first.headers ?? {});
      const code = first.code ?? 'x';
      return void response.end(
        first.body ?? `{"status":"error","message":"Not now.","code":"${code}","problems":[{"code":"${code}"}]}`,
      );
    }
    const more = sent === '' ? {} : { body: JSON.parse(sent) };
    const got = await world.ask(request.method ?? '', request.url ?? '', more);
    response.writeHead(got.statusCode, got.headers);
    response.end(JSON.stringify(got.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

/** Runs eden.sh against the real handler behind a server, without waiting between its attempts. */
function edenSh(...args: readonly string[]): ReturnType<typeof edenShWith> {
  return edenShWith({}, ...args);
}

/** The same with more variables. */
function edenShWith(
  more: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: process.env['PATH'],
    EDEN_URL: `http://127.0.0.1:${port}`,
    EDEN_API_KEY: 'k',
    EDEN_WAIT_S: '0',
    EDEN_ATTEMPTS: '5',
    EDEN_POLLS: '3',
    ...more,
  };
  return new Promise((resolve) => {
    execFile(join(recipes, 'eden.sh'), [...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

it('eden.sh creates, asking again what is busy, throttled or late; deletes; leaves nothing', async () => {
  interludes = [
    { status: 429, headers: { 'Retry-After': '1' } },
    { status: 409, headers: { 'Retry-After': '3' } },
    { status: 504 },
  ];
  const created = await edenSh('create', 'Feature/X', eden.account.seeded.images[0] ?? '', 'api', '72h');
  // moto runs no task: what was created is told, and that it does not run.
  expect(created.err).toMatch(
    /429 Not now. Again in 1 s[\s\S]*409 Not now. Again in 3 s[\s\S]*504 Not now. Again in 10 s/,
  );
  expect(created.err + created.out).toMatch(/dev-dynamic-feature-x/);
  expect(interludes).toEqual([]);
  expect(await edenSh('delete', 'Feature/X', 'api')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/successfully deleted/),
  });
  expect(await listAccount(eden.account)).toEqual(before);
});

it.each([
  [['create', 'x', 'nginx', 'api'], 1, /image_uri is wrong/],
  [['create', 'x'], 2, /an image/],
  [['nonsense', 'x'], 2, /create or delete, not nonsense/],
] as const)('eden.sh %j ends with %i', async (args, code, message) => {
  const got = await edenSh(...args);
  expect(got.err).toMatch(message);
  expect(got.code).toBe(code);
});

it('eden.sh says which address does not answer', async () => {
  // Nothing listens on port 1.
  const got = await edenShWith({ EDEN_URL: 'http://127.0.0.1:1/dev/', EDEN_ATTEMPTS: '2' }, 'create', 'x', 'x:y');
  expect(got.code).toBe(1);
  expect(got.err).toContain('000 No answer from http://127.0.0.1:1/dev. Again in 10 s.');
  expect(got.err).not.toMatch(/^sed:|^sh:/m);
});

it('eden.sh stops after its last attempt, and at once on a conflict that waiting does not resolve', async () => {
  interludes = Array.from({ length: 5 }, () => ({ status: 504 }));
  expect(await edenSh('delete', 'x', 'api')).toMatchObject({ code: 1 });
  expect(interludes).toEqual([]);
  interludes = [{ status: 409 }, { status: 500 }];
  expect(await edenSh('delete', 'x', 'api')).toMatchObject({ code: 1 });
  expect(interludes).toHaveLength(1);
  interludes = [{ status: 429, code: 'quota_exceeded' }, { status: 500 }];
  expect(await edenSh('delete', 'x', 'api')).toMatchObject({ code: 1, err: expect.stringContaining('quota_exceeded') });
  expect(interludes).toHaveLength(1);
  interludes = [];
});

/** The answers of a create, then of a poll for each state of its deployment; one task runs in all of them. */
function answersOf(...states: readonly (string | null)[]): Interlude[] {
  const polls = states.map((rolloutState) => ({ service: { desiredCount: 1, runningCount: 1, rolloutState } }));
  return [{ status: 'ok', environment: 'x' }, ...polls].map((body) => ({ status: 200, body: JSON.stringify(body) }));
}

it.each([
  [['IN_PROGRESS', 'COMPLETED'], 0, /"environment":"x"/],
  [[null], 0, /"environment":"x"/],
  [['IN_PROGRESS', 'FAILED'], 1, /do not run \(yet\)/],
])('eden.sh waits for the deployment, whose old tasks run meanwhile: %j', async (states, code, message) => {
  interludes = answersOf(...states);
  const got = await edenSh('create', 'x', 'x:y', 'api');
  expect(got.code).toBe(code);
  expect(got.out + got.err).toMatch(message);
  expect(interludes).toEqual([]);
});

it.each([
  [['x:2', 'x:2'], 0, /"environment":"x"/],
  [['x:2', 'x:1'], 1, /arn:x:1 runs instead of arn:x:2: ECS went back/],
  [['x:1'], 1, /arn:x:1 runs instead of arn:x:2/],
  [['y:3'], 1, /arn:y:3 runs instead of arn:x:2/],
  [['x:2', 'x:10'], 0, /"environment":"x"[\s\S]*Another deployment followed: arn:x:10 runs/],
])('eden.sh compares the revision that runs with the one that was created: %j', async (revisions, code, message) => {
  const states = ['IN_PROGRESS', 'COMPLETED'].slice(-revisions.length);
  const polls = states.map((rolloutState, at) => ({
    journal: { taskDefinition: { state: 'made', arns: ['arn:x:1', 'arn:x:2'] } },
    service: { taskDefinition: `arn:${revisions[at]}`, desiredCount: 1, runningCount: 1, rolloutState },
  }));
  const created = { status: 'ok', environment: 'x', taskDefinition: 'arn:x:2', expiresAt: null };
  interludes = [created, ...polls].map((body) => ({ status: 200, body: JSON.stringify(body) }));
  const got = await edenSh('create', 'x', 'x:y', 'api');
  expect(got.code).toBe(code);
  expect(got.out + got.err).toMatch(message);
  expect(interludes).toEqual([]);
});

it('eden.sh encodes what it is given, in the body and in the path that it polls', async () => {
  urlsSeen.length = 0;
  bodiesSeen.length = 0;
  interludes = [{ status: 200, body: '{"status":"ok","environment":"a-b"}' }];
  const name = 'a&b=[1]{2}/ü \\ "q" $x `y` %s';
  const environment = 'A=1\tx\r\nB="2\\n"';
  await edenShWith({ EDEN_ENVIRONMENT: environment, EDEN_PR: '12' }, 'create', name, 'x:y', 'p/q?r#s', '72h');
  const [first, second] = urlsSeen;
  expect(first).toBe('/api/v1/environments');
  expect(JSON.parse(bodiesSeen[0] ?? '')).toEqual({
    ...{ name, image_uri: 'x:y', profile: 'p/q?r#s', ttl: '72h', pr: '12', environment },
  });
  expect(second).toBe('/api/v1/environments/%70%2f%71%3f%72%23%73/a-b');
});

it('eden.sh works where the stage has no GET routes', async () => {
  const missing = {
    status: 404,
    body: '{"status":"error","message":"There is no such path or method here.","code":"not_found"}',
  };
  urlsSeen.length = 0;
  interludes = [missing, { status: 200, body: '{"status":"ok","message":"successfully deleted"}' }];
  expect(await edenSh('delete', 'a/b', 'api')).toMatchObject({ code: 0, out: expect.stringContaining('successfully') });
  // curl 8 encodes in small letters.
  expect(urlsSeen.map((url) => url.toLowerCase())).toEqual([
    '/api/v1/delete?name=a%2fb&profile=api',
    '/api/v1/environments/%61%70%69/%61%2f%62',
  ]);
  interludes = [missing];
  expect(await edenSh('delete', 'nothing', 'api')).toMatchObject({
    code: 0,
    out: expect.stringContaining('does not exist'),
  });
  interludes = [missing];
  expect(await edenSh('delete', 'x', 'nosuch')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Profile nosuch'),
  });
});

it('eden.sh sends the key, and no list of processes shows it', async () => {
  keysSeen.length = 0;
  await edenSh('delete', 'x', 'api');
  expect(keysSeen).toEqual(['k']);
  expect(text('eden.sh')).not.toMatch(/-H "?x-api-key/);
});

it('eden.sh ends on SIGTERM at once, and the key goes with its folder', async () => {
  interludes = Array.from({ length: 3 }, () => ({ status: 504 }));
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'eden-sh-'));
  const env = { PATH: process.env['PATH'], TMPDIR: folder, EDEN_URL: `http://127.0.0.1:${port}` };
  const child = spawn(join(recipes, 'eden.sh'), ['delete', 'foo', 'api'], {
    env: { ...env, EDEN_API_KEY: 'k', EDEN_WAIT_S: '600' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stderr.once('data', resolve));
  expect(readdirSync(folder)).toHaveLength(1);
  child.kill('SIGTERM');
  expect(await ended).toBe(143);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  interludes = [];
});
