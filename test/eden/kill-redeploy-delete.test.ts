import type { FaultKind } from '../../local/strict-aws/faults.ts';
import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { type Account, leaseMs, openAccount, startWorld } from './world.ts';

/** From one call to the next at which a run dies. */
const STEP = shortOrLong(7, 1);
const EVERY = shortOrLong('every seventh', 'every');

jest.setTimeout(900_000);

const deaths = ['die_before', 'die_after'] as const satisfies readonly FaultKind[];

let strict: StrictAws;
let account: Account;
let before: Listing;

beforeAll(async () => {
  strict = await startWorld();
  account = await openAccount(strict, '222222222222');
  before = await listAccount(account);
});

afterAll(() => strict.stop());

describe.each(deaths)('a redeploy that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(
    `is finished or taken back by %s, at ${EVERY} mutating call`,
    async (next) => {
      for (let at = 0; ; at += STEP) {
        const client = `redeploy-${kind}-${next}-${at}`;
        await account.create('first');
        const whole = await listAccount(account);
        strict.faults.set(client, { kind, at, of: 'mutating' });
        const outcome = await account.create(client, {
          image: 1,
          fields: { desired_count: '2', deregistration_delay_seconds: '9' },
        });
        const isOver = outcome.status !== 'failed';
        if (isOver) expect(at).toBeGreaterThan(5);
        account.clock.skip(leaseMs + 1);
        await finishRedeploy(next, whole);
        expect(await account.delete('delete')).not.toMatchObject({ status: 'failed' });
        expect(await listAccount(account)).toEqual(before);
        if (isOver) break;
      }
    },
  );
});

async function finishRedeploy(next: 'create' | 'delete' | 'reaper', whole: Listing): Promise<void> {
  if (next === 'create') {
    expect(await account.create('next', { image: 1 })).toMatchObject({ status: 'updated' });
  }
  if (next === 'reaper') {
    expect((await account.repair('next')).filter(({ status }) => status === 'failed')).toEqual([]);
    const now = await listAccount(account);
    const isNew = now.items[0]?.image !== whole.items[0]?.image;
    expect(now.services).toEqual(isNew ? expect.not.arrayContaining(whole.services) : whole.services);
    if (!isNew) expect(now.taskDefinitions).toEqual(whole.taskDefinitions);
    expect(now.settings).toEqual(isNew ? expect.not.arrayContaining(whole.settings) : whole.settings);
  }
  if (next !== 'delete') expectOneEnvironment(before, await listAccount(account));
}

describe.each(deaths)('a delete that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(`is finished by %s, at ${EVERY} mutating call`, async (next) => {
    for (let at = 0; ; at += STEP) {
      const client = `delete-${kind}-${next}-${at}`;
      await account.create('first');
      strict.faults.set(client, { kind, at, of: 'mutating' });
      const outcome = await account.delete(client);
      if (outcome.status === 'deleted') {
        expect(at).toBeGreaterThan(10);
        break;
      }
      account.clock.skip(leaseMs + 1);
      if (next === 'create') {
        expect((await account.create('next')).status).toMatch(/created|updated/);
        expectOneEnvironment(before, await listAccount(account));
      }
      if (next === 'reaper') {
        expect((await account.repair('next')).filter(({ status }) => status === 'failed')).toEqual([]);
      }
      /** A delete whose lease alone was taken is a ready environment still: the reaper leaves it, a delete takes it. */
      expect(await account.delete('delete')).not.toMatchObject({ status: 'failed' });
      expect(await listAccount(account)).toEqual(before);
    }
    expect(await listAccount(account)).toEqual(before);
  });
});
