import type { ItemPatch } from '../environment/item.ts';
import { LeaseLost } from '../lease/lease.ts';
import { createJournal } from './journal.ts';

function open(answers: readonly ('written' | 'lost')[] = [], renews = true) {
  const writes: ItemPatch[] = [];
  let nowMs = 1_000_000;
  const journal = createJournal({
    key: { type: 'api', name: 'dev-foo' },
    runId: 'r',
    writeItem: async (_key, _run, patch) => {
      writes.push(patch);
      await Promise.resolve();
      return answers[writes.length - 1] ?? 'written';
    },
    clock: { now: () => nowMs, sleep: async () => {} },
    policy: { durationMs: 60_000, renews },
    leaseUntilMs: nowMs + 60_000,
    entries: {},
  });
  const skip = (ms: number): void => {
    nowMs += ms;
  };
  return { journal, writes, skip };
}

it('a result and the intents of steps side by side travel in one write', async () => {
  const { journal, writes } = open();
  journal.note('targetGroup', { state: 'made', arns: ['g'] });
  await Promise.all([journal.intend('rule', { state: 'intended' }), journal.intend('record', { state: 'intended' })]);
  expect(writes).toHaveLength(1);
  expect(Object.keys(writes[0]?.set ?? {})).toEqual([
    'journal.targetGroup',
    'journal.rule',
    'journal.record',
    'lease_until',
  ]);
});

it('renews the lease with each write, and lets it go with the release', async () => {
  const { journal, writes, skip } = open();
  skip(30_000);
  await journal.intend('rule', { state: 'intended' });
  skip(45_000);
  await journal.commit({ status: 'ready' }, ['lease_until']);
  expect(writes.map(({ set }) => set.lease_until)).toEqual([1_090_000, undefined]);
});

it.each([true, false])('starts no call that could outlast the lease (renews: %s)', async (renews) => {
  const { journal, writes, skip } = open([], renews);
  skip(50_001);
  expect(() => journal.assertHeld()).toThrow(LeaseLost);
  await expect(journal.intend('rule', { state: 'intended' })).rejects.toThrow(LeaseLost);
  expect(writes).toEqual([]);
});

it('a lost lease stays lost', async () => {
  const { journal } = open(['lost']);
  await expect(journal.intend('rule', { state: 'intended' })).rejects.toThrow(LeaseLost);
  expect(() => journal.assertHeld()).toThrow(LeaseLost);
});

it('what a failed write would have set is not set where the next one removes it', async () => {
  const { journal, writes } = open();
  const refuse = async (): Promise<never> => {
    throw new Error('no');
  };
  await expect(journal.commit({ sleep: 'asleep', image: 'x' }, [], refuse)).rejects.toThrow('no');
  await journal.commit({ woken_at: 1 }, ['sleep', 'lease_until']);
  expect(writes).toEqual([{ set: { image: 'x', woken_at: 1 }, remove: ['sleep', 'lease_until'] }]);
});
