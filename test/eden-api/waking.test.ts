import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { HttpListener } from '../../local/strict-aws/listener.ts';
import type { AlbAnswer, AlbEvent } from '../../services/eden-api/waking/alb-event.ts';
import { createWaking } from '../../services/eden-api/waking/waking.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { listAccount } from '../eden/listing.ts';
import { makeWakingGroup, sleepFoo } from '../eden/sleep-world.ts';
import { useEden } from '../eden/use-eden.ts';
import { createTestClock, region, table } from '../eden/world.ts';
import { putRaw } from './api-world.ts';

jest.setTimeout(600_000);

const accountId = '900000000024';
const host = 'api-foo.dev.example.com';
const html = 'text/html,*/*;q=0.8';
const time = createTestClock();
const eden = useEden(accountId, { healthyAfterMs: 30_000 }, time);
const errors: unknown[] = [];
let listener: HttpListener;

/** An instance of the function: it remembers what it read, as a warm one does. */
function instance(client: string): (event: AlbEvent) => Promise<AlbAnswer> {
  const deps = eden.account.deps(client);
  return createWaking({
    ...deps,
    newRunId: randomUUID,
    tableName: table,
    timeoutMs: 30_000,
    tellError: (error) => void errors.push(error),
  });
}

let instances: ((event: AlbEvent) => Promise<AlbAnswer>)[] = [];
let turn = 0;

beforeAll(async () => {
  await makeWakingGroup(eden.account);
  listener = await eden.strict.listen({
    listenerArn: eden.account.seeded.listenerArn,
    application: (_, response) => void response.end('the application'),
    invoke: async (event) => {
      turn += 1;
      return (await instances[turn % instances.length]?.(event)) ?? { statusCode: 500 };
    },
  });
});

afterAll(() => listener.stop());

beforeEach(async () => {
  errors.length = 0;
  eden.strict.stateOf({ account: accountId, region }).crashes.clear();
  await eden.account.create('first', { fields: { desired_count: '2' } });
  time.skip(31_000);
  instances = ['wake-a', 'wake-b', 'wake-c'].map(instance);
});

interface Got {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Asks the listener as a client that came to it by the host's name. */
function ask(accept = html, { method = 'GET', path = '/some/page', asked = host } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: listener.port, method, path, headers: { host: asked, accept } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject).end();
  });
}

function updates(): number {
  return ['wake-a', 'wake-b', 'wake-c']
    .flatMap((client) => eden.strict.calls(client))
    .filter(({ action }) => action === 'UpdateService').length;
}

/** Reloads as the answers say, until one has no time to ask again. */
async function browse(accept = html): Promise<readonly Got[]> {
  const answers: Got[] = [];
  for (let reload = 0; reload < 400; reload += 1) {
    const got = await ask(accept);
    answers.push(got);
    const afterS = Number(got.headers['retry-after']);
    if (!(afterS > 0)) return answers;
    time.skip(afterS * 1000);
  }
  throw new Error('the page reloads for ever');
}

it('a page, which reloads, then the application', async () => {
  expect((await ask()).body).toBe('the application');
  await sleepFoo(eden.account, 'sleep');
  const answers = await browse();
  expect(answers[0]).toMatchObject({ status: 503, body: expect.stringContaining('<h1>Waking up foo</h1>') });
  expect(answers.at(-1)).toMatchObject({ status: 200, body: 'the application' });
  expect(answers.length).toBeGreaterThan(8);
  expect((await listAccount(eden.account)).items[0]).toMatchObject({ woken_at: expect.any(Number) });
  expect(errors).toEqual([]);
});

it('JSON and Retry-After for a client of an API', async () => {
  await sleepFoo(eden.account, 'sleep');
  const answers = await browse('application/json');
  expect(answers[0]?.status).toBe(503);
  expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ status: 'error', code: 'waking', retryAfterS: 3 });
  expect(answers.at(-1)?.body).toBe('the application');
});

it('one hundred requests at once, by three instances, wake once', async () => {
  await sleepFoo(eden.account, 'sleep');
  const before = updates();
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask('application/json')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(updates() - before).toBe(1);
  for (let second = 0; second < 40; second += 1) {
    time.skip(1_000);
    await Promise.all(Array.from({ length: 25 }, () => ask('application/json')));
  }
  expect(updates() - before).toBe(1);
  expect((await ask()).body).toBe('the application');
  expect(errors).toEqual([]);
});

it('a wake that never becomes healthy ends with a sentence and a button, tasks stopped; the button starts it once more', async () => {
  await sleepFoo(eden.account, 'sleep');
  const { crashes } = eden.strict.stateOf({ account: accountId, region });
  crashes.set('dev/dev-dynamic-foo', 'OutOfMemoryError: secret of arn:aws:x');
  const answers = await browse();
  const last = answers.at(-1);
  expect(last).toMatchObject({ status: 503, body: expect.stringContaining('was not healthy 10 minutes after') });
  expect(last?.body).not.toMatch(/secret|arn:|http-equiv/);
  expect((await ask('application/json')).headers).not.toHaveProperty('retry-after');
  const [item] = (await listAccount(eden.account)).items;
  expect(sleepOf(item)).toMatchObject({
    state: 'failed',
    why: expect.arrayContaining([expect.stringMatching(/OutOfMemoryError/)]),
  });
  expect(
    (await eden.account.aws('next').describeService({ cluster: 'dev', service: 'dev-dynamic-foo' }))?.desiredCount,
  ).toBe(0);
  crashes.clear();
  expect(await ask(html, { method: 'POST', path: '/.eden/wake' })).toMatchObject({
    status: 503,
    body: expect.stringMatching(/content="3;url=\/".*<h1>Waking up foo<\/h1>/),
  });
  time.skip(3_000);
  expect((await browse()).at(-1)?.body).toBe('the application');
});

it('the button that is pressed again and again takes one step in two seconds', async () => {
  await sleepFoo(eden.account, 'sleep');
  const client = 'pressed';
  instances = [instance(client)];
  const press = () => ask(html, { method: 'POST', path: '/.eden/wake' });
  expect((await press()).body).toContain('Waking up foo');
  const calls = eden.strict.calls(client).length;
  for (let times = 0; times < 10; times += 1) expect((await press()).body).toContain('Waking up foo');
  expect(eden.strict.calls(client)).toHaveLength(calls);
  time.skip(3_000);
  await press();
  expect(eden.strict.calls(client).length).toBeGreaterThan(calls);
});

it.each([0, 1, 2, 3])('an instance that dies at call %i of a step: the next one goes on', async (at) => {
  await sleepFoo(eden.account, 'sleep');
  const client = `dies-${at}`;
  eden.strict.faults.set(client, { kind: 'die_after', at, of: 'mutating' });
  instances = [instance(client)];
  const died = await ask();
  expect(died.status).toBe(503);
  instances = [instance('wake-d')];
  time.skip(61_000);
  expect((await browse()).at(-1)?.body).toBe('the application');
});

it('faults of AWS and strange items end with a sentence', async () => {
  await sleepFoo(eden.account, 'sleep');
  eden.strict.faults.set('denied', { kind: 'deny', at: 1, of: 'mutating' });
  instances = [instance('denied')];
  const denied = await ask();
  expect(denied.body).toContain('eden wake foo');
  expect(denied.headers).not.toHaveProperty('retry-after');
  expect(errors).toHaveLength(1);
  time.skip(61_000);
  instances = [instance('wake-e')];
  const [item] = (await listAccount(eden.account)).items;
  await putRaw(eden.account, { ...item, sleep: 'soon', woken_at: 1, last_updated: 1 });
  expect((await ask()).body).toContain('its listener rule still leads to this page');
  time.skip(2_000);
  await putRaw(eden.account, { ...item, sleep: { state: 7 }, resolved_profile: '{}' });
  expect((await ask()).body).toContain('could not be woken');
  time.skip(2_000);
  await putRaw(eden.account, { ...item, status: 'updating', lease_until: 1 });
  expect((await ask()).body).toContain('did not finish');
  await putRaw(eden.account, { ...item });
  expect((await ask(html, { asked: 'unknown.dev.example.com' })).status).toBe(404);
});

it('a host that no environment has', async () => {
  const answer = await instance('wake-f')({ httpMethod: 'GET', path: '/', headers: { host: 'x.example.com:443' } });
  expect(answer).toMatchObject({
    statusCode: 404,
    body: expect.stringContaining('No environment has the host x.example.com.'),
  });
  expect(await instance('wake-g')({ httpMethod: 'GET', path: '/' })).toMatchObject({ statusCode: 404 });
});
