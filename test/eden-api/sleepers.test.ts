import { get as httpGet } from 'node:http';
import type { HttpListener } from '../../local/strict-aws/listener.ts';
import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { listAccount } from '../eden/listing.ts';
import { makeWakingGroup, wakeFoo } from '../eden/sleep-world.ts';
import { useEden } from '../eden/use-eden.ts';
import { createTestClock, leaseMs } from '../eden/world.ts';
import { type ApiWorld, openApi, putRaw } from './api-world.ts';

jest.setTimeout(600_000);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const time = createTestClock();
const eden = useEden('900000000025', { healthyAfterMs: 30_000 }, time);
const env = { SLEEP: 'true' };
const fields = { idle_after: '2h' };
let world: ApiWorld;
let listener: HttpListener;

beforeAll(async () => {
  world = await openApi(eden.account);
  await makeWakingGroup(eden.account);
  listener = await eden.strict.listen({
    listenerArn: eden.account.seeded.listenerArn,
    application: (_, response) => void response.end('the application'),
    invoke: async () => ({ statusCode: 503 }),
  });
});

afterAll(() => listener.stop());

beforeEach(async () => {
  await eden.account.create('first', { fields });
});

afterEach(async () => {
  await eden.account.delete('tidy');
});

async function visit(): Promise<number> {
  const url = `http://127.0.0.1:${listener.port}/`;
  const { status } = await new Promise<{ readonly status: number }>((resolve, reject) => {
    httpGet(url, { headers: { host: 'api-foo.dev.example.com' } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    }).on('error', reject);
  });
  return status;
}

async function state(): Promise<string | undefined> {
  return sleepOf(await itemOfFoo())?.state;
}

async function itemOfFoo(): Promise<EnvironmentItem> {
  const { items } = await listAccount(eden.account);
  const item = items.find(({ name }) => name === 'dev-dynamic-foo');
  if (item === undefined) throw new Error('foo is not in the table');
  return item;
}

it('sleeps after two hours without a request, not before; a request in between starts them anew', async () => {
  time.skip(hourMs);
  expect(await visit()).toBe(200);
  time.skip(hourMs + minuteMs);
  expect(await world.reap('next', { env })).toMatchObject({ sleepers: [], asleep: 0, problems: [] });
  time.skip(hourMs);
  expect(await world.reap('next', { env, isDry: true })).toMatchObject({
    sleepers: [{ action: 'sleep', outcome: 'planned' }],
  });
  expect(await world.reap('next')).toMatchObject({ sleepers: [] });
  const report = await world.reap('next', { env });
  expect(report).toMatchObject({
    sleepers: [
      { profile: 'api', name: 'dev-dynamic-foo', action: 'sleep', outcome: 'asleep', runId: expect.any(String) },
    ],
    asleep: 1,
    problems: [],
  });
  expect(await world.reap('next', { env })).toMatchObject({ sleepers: [], asleep: 1 });
  expect(await visit()).toBe(503);
});

it.each([
  ['metrics that AWS does not have', async () => eden.strict.stateOf(place()).services.delete('dev/dev-dynamic-foo')],
])('%s never put it to sleep', async (_, prepare) => {
  const { services } = eden.strict.stateOf(place());
  const kept = services.get('dev/dev-dynamic-foo');
  await prepare();
  time.skip(5 * hourMs);
  const report = await world.reap('next', { env });
  expect(report).toMatchObject({ sleepers: [{ outcome: 'unknown' }], problems: [] });
  expect(await state()).toBeUndefined();
  if (kept !== undefined) services.set('dev/dev-dynamic-foo', kept);
});

it('a look-up that AWS refuses is a problem of this environment, and it stays awake', async () => {
  time.skip(5 * hourMs);
  const calls = () => eden.strict.calls('denied').filter(({ action }) => action !== 'GetMetricData').length;
  await world.reap('denied', { env, isDry: true });
  eden.strict.faults.set('denied', { kind: 'deny', at: calls(), of: 'all' });
  const report = await world.reap('denied', { env, isDry: true });
  expect(report.problems).toEqual([expect.stringMatching(/cloudwatch:GetMetricData.*AccessDenied/)]);
  expect(await state()).toBeUndefined();
});

it('goes on with a wake that no request goes on with, and wakes what died on its way to sleep', async () => {
  time.skip(3 * hourMs);
  await world.reap('next', { env });
  expect((await wakeFoo(eden.account, 'wake')).status).toBe('waking');
  expect(await world.reap('next', { env })).toMatchObject({
    sleepers: [{ action: 'wake', outcome: 'waking' }],
    asleep: 1,
  });
  time.skip(31_000);
  expect(await world.reap('next', { env })).toMatchObject({
    sleepers: [{ action: 'wake', outcome: 'awake' }],
    asleep: 0,
  });
  time.skip(3 * hourMs);
  eden.strict.faults.set('dies', { kind: 'die_after', at: 4, of: 'mutating' });
  await world.reap('dies', { env });
  expect(await state()).toBe('falling');
  time.skip(leaseMs);
  const outcomes: unknown[] = [];
  for (let round = 0; round < 4; round += 1) {
    outcomes.push((await world.reap('next', { env })).sleepers[0]?.outcome);
    time.skip(minuteMs);
  }
  expect(outcomes).toEqual([undefined, 'waking', 'awake', undefined]);
  expect(await visit()).toBe(200);
});

it('an idle time of its own; strange items are reported, the others tended', async () => {
  await eden.account.create('first', { fields: {} });
  time.skip(5 * hourMs);
  expect(await world.reap('next', { env })).toMatchObject({ sleepers: [] });
  const item = await itemOfFoo();
  await putRaw(eden.account, { ...item, name: 'dev-dynamic-odd', resolved_profile: '{"idle_after":"1h"}' });
  await putRaw(eden.account, { ...item, idle_after: '1h' });
  const report = await world.reap('next', { env });
  expect(report.sleepers).toHaveLength(2);
  expect(report.sleepers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'dev-dynamic-foo', outcome: 'asleep' }),
      expect.objectContaining({ name: 'dev-dynamic-odd', outcome: 'failed' }),
    ]),
  );
  await eden.account.aws('next').deleteItem({ type: 'api', name: 'dev-dynamic-odd' }, undefined);
});

it('an environment that expires soon is told of once, by an event', async () => {
  await eden.account.create('first', { fields: { default_ttl: '3h' } });
  await eden.account.delete('delete');
  await eden.account.create('first', { fields: { default_ttl: '3h' } });
  expect(await world.reap('early', { env })).toMatchObject({ expiring: [] });
  time.skip(2 * hourMs);
  expect(await world.reap('soon', { env })).toMatchObject({ expiring: ['api/dev-dynamic-foo'], problems: [] });
  expect(await world.reap('soon', { env })).toMatchObject({ expiring: [] });
  const put = eden.strict.calls('soon').filter(({ action }) => action === 'PutEvents');
  expect(put.map(({ input }) => input.Entries)).toMatchObject([
    [{ Source: 'eden', DetailType: 'Environment Expires Soon', Detail: expect.stringContaining('dev-dynamic-foo') }],
  ]);
  const startS = Math.floor(time.now() / 1000);
  await eden.account.create('first', { image: 1 });
  const { expires_at: end = 0 } = await itemOfFoo();
  expect(end).toBeGreaterThanOrEqual(startS + 3 * 3600);
  expect(end).toBeLessThanOrEqual(time.now() / 1000 + 3 * 3600);
});

function place() {
  return { account: '900000000025', region: 'us-east-1' };
}
