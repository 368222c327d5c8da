import type { StrictAws, StrictAwsOptions } from '../../local/strict-aws/strict-aws.ts';
import { type Listing, listAccount } from './listing.ts';
import { type Account, openAccount, startWorld, type TestClock } from './world.ts';

/** A strict AWS with one seeded account; its members may be read once the tests run. */
export interface EdenWorld {
  readonly strict: StrictAws;
  readonly account: Account;
  /** The account's resources before the first test. */
  readonly before: Listing;
}

/** Starts a strict AWS and seeds an account before the tests of a file, and stops it after them. With a clock both have its time. */
export function useEden(accountId: string, options: Partial<StrictAwsOptions> = {}, clock?: TestClock): EdenWorld {
  let opened: EdenWorld | undefined;
  const world = (): EdenWorld => {
    if (opened === undefined) throw new Error('the strict AWS has not been started yet');
    return opened;
  };
  beforeAll(async () => {
    const strict = await startWorld({ ...options, ...(clock && { now: clock.now }) });
    const account = await openAccount(strict, accountId, clock);
    opened = { strict, account, before: await listAccount(account) };
  });
  afterAll(() => opened?.strict.stop());
  return {
    get strict() {
      return world().strict;
    },
    get account() {
      return world().account;
    },
    get before() {
      return world().before;
    },
  };
}
