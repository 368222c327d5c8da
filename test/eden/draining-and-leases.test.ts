import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { sampleOf } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { createTestClock, leaseMs } from './world.ts';

jest.setTimeout(900_000);

const awsClock = createTestClock();

const eden = useEden('555555555555', { drainMs: 30_000, now: awsClock.now });

beforeEach(() => awsClock.skip(60_000));

/** A clock that takes AWS's along. */
const sharedClock = {
  now: awsClock.now,
  sleep: awsClock.sleep,
};

it('a pull request closed and opened again while its service drains gets its environment', async () => {
  await eden.account.create('first');
  await eden.account.delete('closed');
  const again = await eden.account.create('again', { deps: { clock: sharedClock } });
  expect(again).toMatchObject({ status: 'created' });
  expectOneEnvironment(eden.before, await listAccount(eden.account));
  expect(eden.strict.calls('again').filter(({ action }) => action === 'CreateService').length).toBeGreaterThan(2);
  await eden.account.delete('end');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it('without the time to wait it is told so, and nothing is left', async () => {
  await eden.account.create('first');
  await eden.account.delete('closed');
  const nowMs = awsClock.now();
  const deadline = { stepsUntilMs: nowMs + 18_000, undoUntilMs: nowMs + 26_000 };
  const again = await eden.account.create('hurried', { deps: { clock: sharedClock, deadline } });
  expect(again).toMatchObject({ status: 'failed', left: 'undone', retryAfterS: 30, problems: [{ code: 'draining' }] });
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it('a deadline lets nothing unfinished go unsaid: what is left is journaled and the next delete takes it', async () => {
  const nowMs = awsClock.now();
  let calls = 0;
  const slow = slowed(eden.account.aws('slow'), async () => {
    calls += 1;
    awsClock.skip(calls < 7 ? 0 : 9_000);
  });
  const deadline = { stepsUntilMs: nowMs + 18_000, undoUntilMs: nowMs + 26_000 };
  const lease = { durationMs: 90_000, renews: false };
  const outcome = await eden.account.create('slow', { deps: { aws: slow, clock: sharedClock, deadline, lease } });
  expect(outcome).toMatchObject({ status: 'failed', left: 'unfinished' });
  expect((await eden.account.delete('next')).status).toBe('deleted');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

/** Ports that run `before` ahead of each change. */
function slowed(aws: EdenAws, ahead: (name: string) => Promise<void>): EdenAws {
  const isWrite = (name: string): boolean =>
    /^(register|deregister|create|update|delete|modify|change|put|write)/.test(name);
  const wrapped = Object.entries(aws).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      if (isWrite(name)) await ahead(name);
      return await (call as (...args: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return Object.fromEntries(wrapped) as EdenAws;
}

const overtakers = ['create', 'delete'] as const;

it.each(
  sampleOf(
    overtakers.flatMap((other) =>
      [
        'registerTaskDefinition',
        'createTargetGroup',
        'modifyTargetGroupAttributes',
        'createRule',
        'createService',
        'changeRecords',
        'putObject',
        'writeItem',
      ].map((frozenAt) => ({ other, frozenAt })),
    ),
    6,
  ),
)(
  'a run frozen after $frozenAt that wakes up after its lease changes nothing beside $other',
  async ({ other, frozenAt }) => {
    const clock = createTestClock();
    let isFrozen = false;
    const sleeper: EdenAws = eden.account.aws(`sleeper-${other}-${frozenAt}`);
    const call = sleeper[frozenAt as keyof EdenAws] as (...args: unknown[]) => Promise<unknown>;
    const freezing: EdenAws = {
      ...sleeper,
      [frozenAt]: async (...args: unknown[]) => {
        const answer = await call(...args);
        if (!isFrozen) {
          isFrozen = true;
          clock.skip(leaseMs + 1);
          awsClock.skip(leaseMs + 1);
          const by = { deps: { clock } };
          const outcome =
            other === 'create'
              ? await eden.account.create('overtaker', by)
              : await eden.account.delete('overtaker', 'foo', by.deps);
          expect(outcome.status).toMatch(/created|updated|deleted/);
        }
        return answer;
      },
    };
    const outcome = await eden.account.create('sleeper', { deps: { aws: freezing, clock } });
    expect(outcome).toMatchObject({ status: 'failed', problems: [{ code: 'lease_lost' }] });
    if (other === 'create') {
      expectOneEnvironment(eden.before, await listAccount(eden.account));
      await eden.account.delete('end', 'foo', { clock });
    }
    expect(await listAccount(eden.account)).toEqual(eden.before);
  },
);
