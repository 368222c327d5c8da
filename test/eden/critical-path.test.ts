import { useEden } from './use-eden.ts';
import { createVirtualTime } from './virtual-time.ts';
import type { Account } from './world.ts';

jest.setTimeout(600_000);

const callMs = 50;

const eden = useEden('666666666666');

/** Runs on virtual time and gives the length of the critical path in calls; S3's tags are a second call of one port. */
async function pathOf(
  client: string,
  run: (deps: Parameters<Account['deps']>[1]) => Promise<unknown>,
): Promise<number> {
  const virtual = createVirtualTime(callMs);
  const startMs = virtual.clock.now();
  await run({ aws: virtual.time(eden.account.aws(client)), clock: virtual.clock });
  const taggingCalls = eden.strict.calls(client).filter(({ action }) => action === 'GetObjectTagging').length;
  return (virtual.clock.now() - startMs) / callMs + taggingCalls;
}

it('create, journal writes counted, is at most 18 calls one after another', async () => {
  let outcome: unknown;
  const length = await pathOf('create', async (deps = {}) => {
    outcome = await eden.account.create('create', { deps });
  });
  expect(outcome).toMatchObject({ status: 'created' });
  expect(length).toBeLessThanOrEqual(18);
  expect(length).toBeGreaterThan(9);
});

it('a redeploy is no longer than a create', async () => {
  const length = await pathOf('redeploy', (deps = {}) => eden.account.create('redeploy', { image: 1, deps }));
  expect(length).toBeLessThanOrEqual(18);
  expect(length).toBeGreaterThan(9);
});

it('delete is at most 16', async () => {
  let outcome: unknown;
  const length = await pathOf('delete', async (deps = {}) => {
    outcome = await eden.account.delete('delete', 'foo', deps);
  });
  expect(outcome).toMatchObject({ status: 'deleted' });
  expect(length).toBeLessThanOrEqual(16);
  expect(length).toBeGreaterThan(7);
});
