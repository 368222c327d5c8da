import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { leaseMs } from './world.ts';

/** From one call to the next at which a run dies. */
const STEP = shortOrLong(7, 1);
const EVERY = shortOrLong('every seventh', 'every');

jest.setTimeout(900_000);

const deaths = ['die_before', 'die_after'] as const satisfies readonly FaultKind[];

const eden = useEden('222222222222');

describe.each(deaths)('a redeploy that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(
    `is finished or taken back by %s, at ${EVERY} mutating call`,
    async (next) => {
      for (let at = 0; ; at += STEP) {
        const client = `redeploy-${kind}-${next}-${at}`;
        await eden.account.create('first');
        const whole = await listAccount(eden.account);
        eden.strict.faults.set(client, { kind, at, of: 'mutating' });
        const outcome = await eden.account.create(client, {
          image: 1,
          fields: { desired_count: '2', deregistration_delay_seconds: '9' },
        });
        const isOver = outcome.status !== 'failed';
        if (isOver) expect(at).toBeGreaterThan(5);
        eden.account.clock.skip(leaseMs + 1);
        await finishRedeploy(next, whole);
        expect(await eden.account.delete('delete')).not.toMatchObject({ status: 'failed' });
        expect(await listAccount(eden.account)).toEqual(eden.before);
        if (isOver) break;
      }
    },
  );
});

async function finishRedeploy(next: 'create' | 'delete' | 'reaper', whole: Listing): Promise<void> {
  if (next === 'create') {
    expect(await eden.account.create('next', { image: 1 })).toMatchObject({ status: 'updated' });
  }
  if (next === 'reaper') {
    expect((await eden.account.repair('next')).filter(({ status }) => status === 'failed')).toEqual([]);
    const now = await listAccount(eden.account);
    const isNew = now.items[0]?.image !== whole.items[0]?.image;
    expect(now.services).toEqual(isNew ? expect.not.arrayContaining(whole.services) : whole.services);
    if (!isNew) expect(now.taskDefinitions).toEqual(whole.taskDefinitions);
    expect(now.settings).toEqual(isNew ? expect.not.arrayContaining(whole.settings) : whole.settings);
  }
  if (next !== 'delete') expectOneEnvironment(eden.before, await listAccount(eden.account));
}

describe.each(deaths)('a delete that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(`is finished by %s, at ${EVERY} mutating call`, async (next) => {
    for (let at = 0; ; at += STEP) {
      const client = `delete-${kind}-${next}-${at}`;
      await eden.account.create('first');
      eden.strict.faults.set(client, { kind, at, of: 'mutating' });
      const outcome = await eden.account.delete(client);
      if (outcome.status === 'deleted') {
        expect(at).toBeGreaterThan(10);
        break;
      }
      eden.account.clock.skip(leaseMs + 1);
      if (next === 'create') {
        expect((await eden.account.create('next')).status).toMatch(/created|updated/);
        expectOneEnvironment(eden.before, await listAccount(eden.account));
      }
      if (next === 'reaper') {
        expect((await eden.account.repair('next')).filter(({ status }) => status === 'failed')).toEqual([]);
      }
      /** A delete whose lease alone was taken is a ready environment still: the reaper leaves it, a delete takes it. */
      expect(await eden.account.delete('delete')).not.toMatchObject({ status: 'failed' });
      expect(await listAccount(eden.account)).toEqual(eden.before);
    }
    expect(await listAccount(eden.account)).toEqual(eden.before);
  });
});
