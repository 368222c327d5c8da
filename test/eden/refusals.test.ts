import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { type Account, leaseMs, openAccount, startWorld } from './world.ts';

/** From one call to the next that fails. */
const STEP = shortOrLong(9, 1);

jest.setTimeout(900_000);

/** More than any run needs: a loop that gets here has a fault that never happens. */
const tooMany = 80;

let strict: StrictAws;
let account: Account;
let before: Listing;

beforeAll(async () => {
  strict = await startWorld();
  account = await openAccount(strict, '333333333333');
  before = await listAccount(account);
});

afterAll(() => strict.stop());

const actions = {
  create: { prepare: async () => {}, act: (client: string) => account.create(client, { deps: { retries: true } }) },
  redeploy: {
    prepare: async () => void (await account.create('prepare')),
    act: (client: string) => account.create(client, { image: 1, deps: { retries: true } }),
  },
  delete: {
    prepare: async () => void (await account.create('prepare')),
    act: (client: string) => account.delete(client, 'foo', { retries: true }),
  },
} as const;

describe.each(['create', 'redeploy', 'delete'] as const)('%s', (name) => {
  const { prepare, act } = actions[name];

  it('goes through when a call is throttled once', async () => {
    await prepare();
    for (let at = 0; at < tooMany; at += STEP) {
      const client = `throttle-${name}-${at}`;
      strict.faults.set(client, { kind: 'throttle', at, of: 'all' });
      const outcome = await act(client);
      expect(outcome).toMatchObject({ status: expect.stringMatching(/created|updated|deleted/) });
      const isHit = strict.faults.happened(client);
      if (name === 'delete' || name === 'create') await account.delete('tidy');
      if (!isHit) return expect(at).toBeGreaterThan(15);
      if (name === 'delete') await prepare();
      if (name === 'redeploy') expectOneEnvironment(before, await listAccount(account));
      else if (name === 'create') expect(await listAccount(account)).toEqual(before);
    }
    throw new Error('no end of calls');
  });

  it('leaves nothing half done when a call is refused for good', async () => {
    await account.delete('tidy');
    for (let at = 0; at < tooMany; at += STEP) {
      await prepare();
      const whole = await listAccount(account);
      const client = `deny-${name}-${at}`;
      strict.faults.set(client, { kind: 'deny', at, of: 'all' });
      const outcome = await act(client);
      if (outcome.status !== 'failed') {
        await account.delete('tidy');
        return expect(at).toBeGreaterThan(15);
      }
      expect(outcome.problems[0]?.message).toMatch(/AccessDenied/);
      const now = await listAccount(account);
      if (outcome.left !== 'unfinished') {
        expect({ ...now, items: [] }).toEqual({ ...whole, items: [] });
        expect(now.items.map(({ status }) => status)).toEqual(whole.items.map(({ status }) => status));
      }
      account.clock.skip(leaseMs + 1);
      expect(await account.delete('delete')).not.toMatchObject({ status: 'failed' });
      expect(await listAccount(account)).toEqual(before);
    }
    throw new Error('no end of calls');
  });
});
