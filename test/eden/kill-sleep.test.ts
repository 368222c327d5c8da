import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { sampleOf, shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { makeWakingGroup, sleepFoo, wakeFoo } from './sleep-world.ts';
import { useEden } from './use-eden.ts';
import { createTestClock, leaseMs } from './world.ts';

/** From one call to the next at which a run dies. */
const STEP = shortOrLong(4, 1);
const EVERY = shortOrLong('every fourth', 'every');

jest.setTimeout(900_000);

const deaths = ['die_before', 'die_after'] as const satisfies readonly FaultKind[];
const FINISHERS = ['sleep', 'create', 'wake', 'delete'] as const;
const finishers = sampleOf(FINISHERS, 2);
const time = createTestClock();
const eden = useEden('900000000023', { healthyAfterMs: 30_000 }, time);
let before: Listing;

beforeAll(async () => {
  await makeWakingGroup(eden.account);
  before = await listAccount(eden.account);
});

/** Two tasks, awake. */
async function makeAwake(): Promise<Listing> {
  await eden.account.create('first', { fields: { desired_count: '2' } });
  time.skip(31_000);
  return await listAccount(eden.account);
}

/** Another run finishes a dead one; then the environment works, or is gone. */
async function finish(next: (typeof FINISHERS)[number], awake: Listing): Promise<void> {
  time.skip(leaseMs + 1);
  if (next === 'sleep') {
    expect(await sleepFoo(eden.account, 'next')).toMatchObject({ status: expect.stringMatching(/^(asleep|already)$/) });
    expect(sleepOf((await listAccount(eden.account)).items[0])?.state).toBe('asleep');
  }
  if (next === 'sleep' || next === 'wake') await wake();
  if (next === 'create') {
    const outcome = await eden.account.create('next', { fields: { desired_count: '2' } });
    expect(outcome).toMatchObject({ status: 'updated' });
  }
  const now = await listAccount(eden.account);
  if (next !== 'delete') expectOneEnvironment(before, now);
  if (next === 'sleep' || next === 'wake') expect({ ...now, items: [] }).toEqual({ ...awake, items: [] });
  expect(sleepOf(now.items[0])).toEqual(next === 'delete' ? sleepOf(now.items[0]) : undefined);
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
  expect(await listAccount(eden.account)).toEqual(before);
}

async function wake(): Promise<void> {
  for (let step = 0; step < 4; step += 1) {
    const { status } = await wakeFoo(eden.account, 'next');
    if (status === 'awake') return;
    expect(status).toBe('waking');
    time.skip(31_000);
  }
  throw new Error('foo did not wake');
}

describe.each(deaths)('a sleep that dies (%s)', (kind) => {
  it.each(finishers)(`is finished by %s, at ${EVERY} mutating call`, async (next) => {
    for (let at = 0; ; at += STEP) {
      const awake = await makeAwake();
      const client = `sleep-${kind}-${next}-${at}`;
      eden.strict.faults.set(client, { kind, at, of: 'mutating' });
      const { status } = await sleepFoo(eden.account, client);
      await finish(next, awake);
      if (status !== 'asleep') continue;
      expect(at).toBeGreaterThan(3);
      return;
    }
  });
});

describe.each(deaths)('a wake that dies (%s)', (kind) => {
  it.each(finishers)(`is finished by %s, at ${EVERY} mutating call of its two steps`, async (next) => {
    for (let at = 0; ; at += STEP) {
      const awake = await makeAwake();
      await sleepFoo(eden.account, 'first');
      const client = `wake-${kind}-${next}-${at}`;
      eden.strict.faults.set(client, { kind, at, of: 'mutating' });
      const first = await wakeFoo(eden.account, client);
      time.skip(31_000);
      const second = first.status === 'waking' ? await wakeFoo(eden.account, client) : first;
      await finish(next, awake);
      if (second.status !== 'awake') continue;
      expect(at).toBeGreaterThan(5);
      return;
    }
  });
});

describe.each(deaths)('the end of a wake without a healthy target that dies (%s)', (kind) => {
  it(`is finished by the next wake, at ${EVERY} mutating call`, async () => {
    const crashes = eden.strict.stateOf({ account: '900000000023', region: 'us-east-1' }).crashes;
    for (let at = 0; ; at += STEP) {
      const awake = await makeAwake();
      await sleepFoo(eden.account, 'first');
      crashes.set('dev/dev-dynamic-foo', 'OutOfMemoryError');
      await wakeFoo(eden.account, 'first');
      time.skip(601_000);
      const client = `end-${kind}-${at}`;
      eden.strict.faults.set(client, { kind, at, of: 'mutating' });
      const { status } = await wakeFoo(eden.account, client);
      time.skip(leaseMs + 1);
      const next = status === 'unhealthy' ? status : (await wakeFoo(eden.account, 'next')).status;
      expect(next).toMatch(/^(unhealthy|waking)$/);
      crashes.clear();
      await finish('wake', awake);
      if (status === 'unhealthy') return;
    }
  });
});
