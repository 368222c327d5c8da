import type { FaultKind } from '../../local/strict-aws/faults.ts';
import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { type Account, leaseMs, openAccount, startWorld } from './world.ts';

/** From one call to the next at which a run dies. */
const STEP = shortOrLong(5, 1);
const EVERY = shortOrLong('every fifth', 'every');

jest.setTimeout(900_000);

let strict: StrictAws;
let account: Account;
let before: Listing;

beforeAll(async () => {
  strict = await startWorld();
  account = await openAccount(strict, '111111111111');
  before = await listAccount(account);
});

afterAll(() => strict.stop());

describe.each<FaultKind>(['die_before', 'die_after'])('a create that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(
    `is finished or taken back by %s, at ${EVERY} mutating call`,
    async (next) => {
      for (let at = 0; ; at += STEP) {
        const client = `${kind}-${next}-${at}`;
        strict.faults.set(client, { kind, at, of: 'mutating' });
        const outcome = await account.create(client);
        if (outcome.status === 'created') {
          expect(at).toBeGreaterThan(10);
          break;
        }
        account.clock.skip(leaseMs + 1);
        await finish(next);
      }
      await account.delete('tidy');
      expect(await listAccount(account)).toEqual(before);
    },
  );
});

async function finish(next: 'create' | 'delete' | 'reaper'): Promise<void> {
  if (next === 'create') {
    expect(await account.create('next')).toMatchObject({ status: expect.stringMatching(/created|updated/) });
    expectOneEnvironment(before, await listAccount(account));
  }
  if (next === 'reaper') {
    const outcomes = await account.repair('next');
    expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    const now = await listAccount(account);
    /** The last write may have been applied: then the environment is whole. */
    if (now.items.length > 0) expectOneEnvironment(before, now);
    else expect(now).toEqual(before);
  }
  const deleted = await account.delete('delete');
  expect(deleted).not.toMatchObject({ status: 'failed' });
  expect(await listAccount(account)).toEqual(before);
}
