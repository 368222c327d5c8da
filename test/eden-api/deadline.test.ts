import type { ApiDeps } from '../../services/eden-api/api.ts';
import type { PushedProfiles } from '../../services/eden-api/perform/context.ts';
import { expectOneEnvironment } from '../eden/expectations.ts';
import { type Listing, listAccount } from '../eden/listing.ts';
import { useEden } from '../eden/use-eden.ts';
import { createVirtualTime } from '../eden/virtual-time.ts';
import { sampleOf, shortOrLong } from '../exhaustive.ts';
import { type ApiWorld, type Got, openApi } from './api-world.ts';

jest.setTimeout(900_000);

/** The gateway cuts here. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const gatewayMs = 29_000;
/** Function timeout + 30 s, and the CLI's or another run's clock a moment behind. */
const leaseMs = 91_000;

const eden = useEden('222222222222');
let world: ApiWorld;
let before: Listing;
let createUrl: string;
const deleteUrl = '/api/v1/delete?name=foo&profile=api';

/** The table as it is without the reaper's note. */
async function list(): Promise<Listing> {
  const listing = await listAccount(eden.account);
  return { ...listing, items: listing.items.filter(({ type }) => !type.startsWith('_')) };
}

beforeAll(async () => {
  world = await openApi(eden.account);
  before = { ...(await list()), items: [] };
  createUrl = `/api/v1/create?name=foo&image_uri=${encodeURIComponent(eden.account.seeded.images[0] ?? '')}&profile=api`;
});

/** Sends a request on a virtual clock on which each call takes `callMs`; gives the answer and when it came. */
async function askSlowly(url: string, callMs: number, client: string): Promise<{ got: Got; afterMs: number }> {
  const virtual = createVirtualTime(callMs);
  const startMs = virtual.clock.now();
  const fields = eden.account.seeded.fields;
  const profiles: PushedProfiles = {
    get: async () => ({ status: 'found', fields }),
    list: async () => ['api'],
    inGroup: async () => [],
  };
  const deps: Partial<ApiDeps> = {
    aws: virtual.time(eden.account.aws(client)),
    profiles: virtual.time(profiles),
    clock: virtual.clock,
    setAlarm: (atMs) => ({ reached: virtual.clock.sleep(atMs - virtual.clock.now()), cancel: () => {} }),
  };
  const got = await world.ask('GET', url, { client, requestTimeEpoch: startMs, deps });
  return { got, afterMs: virtual.clock.now() - startMs };
}

/** Sets the account's clock past the lease that a run on the virtual clock left. */
function outlastLease(): void {
  const virtualNowMs = createVirtualTime(0).clock.now() + gatewayMs;
  eden.account.clock.skip(Math.max(0, virtualNowMs - eden.account.clock.now()) + leaseMs);
}

async function finishBy(next: 'create' | 'delete' | 'reaper'): Promise<void> {
  outlastLease();
  if (next === 'create') {
    expect(await world.ask('GET', createUrl, { client: 'next' })).toMatchObject({ statusCode: 200 });
    expectOneEnvironment(before, await list());
  }
  if (next === 'reaper') {
    const report = await world.reap('next');
    expect(report).toMatchObject({ status: 'done', problems: [] });
    expect((await list()).items.filter(({ status }) => status !== 'ready')).toEqual([]);
  }
  expect(await world.ask('GET', deleteUrl, { client: 'delete' })).toMatchObject({ statusCode: 200 });
  expect(await list()).toEqual(before);
}

it('a create of 0.9 s a call is done in time', async () => {
  const { got, afterMs } = await askSlowly(createUrl, 900, 'quick');
  expect(got).toMatchObject({ statusCode: 200 });
  expect(afterMs).toBeLessThan(19_000);
  await finishBy('delete');
});

describe.each(['create', 'delete', 'reaper'] as const)('what a slow create leaves is finished by %s', (next) => {
  it.each(sampleOf([1_400, 2_100, 3_100, 4_600, 8_900], 3))('%i ms a call', async (callMs) => {
    const { got, afterMs } = await askSlowly(createUrl, callMs, `slow-${next}-${callMs}`);
    expect(got).toMatchObject({
      statusCode: 504,
      body: {
        status: 'error',
        code: 'deadline',
        state: expect.stringMatching(/^(untouched|undone|unfinished)$/),
        runId: expect.any(String),
        statusUrl: 'https://api.example.com/dev/api/v1/environments/api/foo',
      },
    });
    expect(afterMs).toBeLessThan(gatewayMs);
    if ((got.body as { state: string }).state !== 'unfinished') {
      expect({ ...(await list()), items: [] }).toEqual(before);
    }
    await finishBy(next);
  });
});

it.each([1_500, 3_000])('a slow delete (%i ms a call) is finished by the next', async (callMs) => {
  expect(await world.ask('GET', createUrl)).toMatchObject({ statusCode: 200 });
  outlastLease();
  const { got, afterMs } = await askSlowly(deleteUrl, callMs, `slow-delete-${callMs}`);
  expect(afterMs).toBeLessThan(gatewayMs);
  expect([200, 504]).toContain(got.statusCode);
  await finishBy('delete');
});

it('no step begins after 18 s: a request that came 20 s ago changes nothing and says so', async () => {
  const requestTimeEpoch = eden.account.clock.now() - 20_000;
  const got = await world.ask('GET', createUrl, { client: 'waited', requestTimeEpoch });
  expect(got).toMatchObject({ statusCode: 504, body: { code: 'deadline', state: 'undone' } });
  expect(await list()).toEqual(before);
});

it('a call that hangs is left alone: 504 before the gateway cuts, nothing further is called', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hanging = Promise.withResolvers<never>();
  let isHung = false;
  const real = eden.account.aws('hangs');
  const aws = {
    ...real,
    createRule: () => {
      isHung = true;
      resolve();
      return hanging.promise;
    },
  };
  const got = await world.ask('GET', createUrl, {
    client: 'hangs',
    deps: { aws, setAlarm: () => ({ reached: promise, cancel: () => {} }) },
  });
  expect(isHung).toBe(true);
  expect(got).toMatchObject({
    statusCode: 504,
    body: { code: 'deadline', state: 'unfinished', runId: expect.any(String) },
  });
  expect(world.audits.at(-1)).toMatchObject({ outcome: 'late', statusCode: 504, runId: expect.any(String) });
  hanging.reject(new Error('too late'));
  const held = await world.ask('GET', createUrl, { client: 'second' });
  expect(held).toMatchObject({ statusCode: 409, body: { code: 'held' } });
  const calls = eden.strict.calls('hangs').length;
  await finishBy('reaper');
  expect(eden.strict.calls('hangs')).toHaveLength(calls);
});

/** Every call, and more ways to die, on a state in memory: every-call.test.ts. Here a sample of them over the real SDK. */
describe.each(['die_before', 'die_after'] as const)('a function that dies (%s) at some of its changes', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)('is finished or taken back by %s', async (next) => {
    for (let at = next.length % 3; ; at += shortOrLong(7, 2)) {
      const client = `${kind}-${next}-${at}`;
      eden.strict.faults.set(client, { kind, at, of: 'mutating' });
      const got = await world.ask('GET', createUrl, { client });
      if (got.statusCode === 200) return expect(at).toBeGreaterThan(10);
      expect(got).toMatchObject({ statusCode: 502, body: { status: 'error', problems: expect.any(Array) } });
      await finishBy(next);
    }
  });
  afterEach(() => finishBy('delete'));
});
