import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { leaseMs } from './world.ts';

/** From one call to the next that fails. */
const STEP = shortOrLong(9, 1);

jest.setTimeout(900_000);

/** More than any run needs: a loop that gets here has a fault that never happens. */
const tooMany = 80;

const eden = useEden('333333333333');

const actions = {
  create: {
    prepare: async () => {},
    act: (client: string) => eden.account.create(client, { deps: { retries: true } }),
  },
  redeploy: {
    prepare: async () => void (await eden.account.create('prepare')),
    act: (client: string) => eden.account.create(client, { image: 1, deps: { retries: true } }),
  },
  delete: {
    prepare: async () => void (await eden.account.create('prepare')),
    act: (client: string) => eden.account.delete(client, 'foo', { retries: true }),
  },
} as const;

describe.each(['create', 'redeploy', 'delete'] as const)('%s', (name) => {
  const { prepare, act } = actions[name];

  it('goes through when a call is throttled once', async () => {
    await prepare();
    for (let at = 0; at < tooMany; at += STEP) {
      const client = `throttle-${name}-${at}`;
      eden.strict.faults.set(client, { kind: 'throttle', at, of: 'all' });
      const outcome = await act(client);
      expect(outcome).toMatchObject({ status: expect.stringMatching(/created|updated|deleted/) });
      const isHit = eden.strict.faults.happened(client);
      if (name === 'delete' || name === 'create') await eden.account.delete('tidy');
      if (!isHit) return expect(at).toBeGreaterThan(15);
      if (name === 'delete') await prepare();
      if (name === 'redeploy') expectOneEnvironment(eden.before, await listAccount(eden.account));
      else if (name === 'create') expect(await listAccount(eden.account)).toEqual(eden.before);
    }
    throw new Error('no end of calls');
  });

  it('leaves nothing half done when a call is refused for good', async () => {
    await eden.account.delete('tidy');
    for (let at = 0; at < tooMany; at += STEP) {
      await prepare();
      const whole = await listAccount(eden.account);
      const client = `deny-${name}-${at}`;
      eden.strict.faults.set(client, { kind: 'deny', at, of: 'all' });
      const outcome = await act(client);
      if (outcome.status !== 'failed') {
        await eden.account.delete('tidy');
        return expect(at).toBeGreaterThan(15);
      }
      expect(outcome.problems[0]?.message).toMatch(/AccessDenied/);
      const now = await listAccount(eden.account);
      if (outcome.left !== 'unfinished') {
        expect({ ...now, items: [] }).toEqual({ ...whole, items: [] });
        expect(now.items.map(({ status }) => status)).toEqual(whole.items.map(({ status }) => status));
      }
      eden.account.clock.skip(leaseMs + 1);
      expect(await eden.account.delete('delete')).not.toMatchObject({ status: 'failed' });
      expect(await listAccount(eden.account)).toEqual(eden.before);
    }
    throw new Error('no end of calls');
  });
});
