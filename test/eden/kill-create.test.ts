import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { shortOrLong } from '../exhaustive.ts';
import { expectOneEnvironment } from './expectations.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { leaseMs } from './world.ts';

/** From one call to the next at which a run dies. */
const STEP = shortOrLong(5, 1);
const EVERY = shortOrLong('every fifth', 'every');

jest.setTimeout(900_000);

const eden = useEden('111111111111');

describe.each<FaultKind>(['die_before', 'die_after'])('a create that dies (%s)', (kind) => {
  it.each(['create', 'delete', 'reaper'] as const)(
    `is finished or taken back by %s, at ${EVERY} mutating call`,
    async (next) => {
      for (let at = 0; ; at += STEP) {
        const client = `${kind}-${next}-${at}`;
        eden.strict.faults.set(client, { kind, at, of: 'mutating' });
        const outcome = await eden.account.create(client);
        if (outcome.status === 'created') {
          expect(at).toBeGreaterThan(10);
          break;
        }
        eden.account.clock.skip(leaseMs + 1);
        await finish(next);
      }
      await eden.account.delete('tidy');
      expect(await listAccount(eden.account)).toEqual(eden.before);
    },
  );
});

async function finish(next: 'create' | 'delete' | 'reaper'): Promise<void> {
  if (next === 'create') {
    expect(await eden.account.create('next')).toMatchObject({ status: expect.stringMatching(/created|updated/) });
    expectOneEnvironment(eden.before, await listAccount(eden.account));
  }
  if (next === 'reaper') {
    const outcomes = await eden.account.repair('next');
    expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    const now = await listAccount(eden.account);
    /** The last write may have been applied: then the environment is whole. */
    if (now.items.length > 0) expectOneEnvironment(eden.before, now);
    else expect(now).toEqual(eden.before);
  }
  const deleted = await eden.account.delete('delete');
  expect(deleted).not.toMatchObject({ status: 'failed' });
  expect(await listAccount(eden.account)).toEqual(eden.before);
}
