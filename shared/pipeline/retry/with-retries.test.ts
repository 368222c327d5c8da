import fc from 'fast-check';
import type { Deliver, DeliverContext, Delivery, Outcome } from '../outcome.ts';
import { retryable, testEntry } from '../testing/results.ts';
import { backoffMs, withRetries } from './with-retries.ts';

const delivery = (n: number): Delivery => ({
  target: '-',
  log: { entry: testEntry(n), logType: 'app', logId: `id-${n}`, timeNs: 0n },
});

const context = (remainingMs: number): DeliverContext => ({
  now: () => 0,
  remainingMs: () => remainingMs,
  signal: new AbortController().signal,
  countBytesOut: () => undefined,
});

const options = { maxTries: 3, baseMs: 100, capMs: 1000, random: () => 0.5, sleep: async () => undefined };
const again = retryable('entry') as Outcome;

/** Answers what the script says for each call, by log id, and writes down what it was asked. */
const scripted = (
  script: readonly Record<string, Outcome>[],
): { readonly deliver: Deliver; readonly asked: string[][] } => {
  const asked: string[][] = [];
  return {
    asked,
    deliver: async (deliveries) => {
      const answers = script[asked.length] ?? {};
      asked.push(deliveries.map(({ log }) => log.logId));
      return deliveries.map(({ log }) => answers[log.logId] ?? { status: 'delivered' });
    },
  };
};

describe('withRetries', () => {
  it('repeats only what failed and keeps the order of the outcomes', async () => {
    const { deliver, asked } = scripted([
      { 'id-1': again, 'id-2': { status: 'rejected', code: 'oversize', error: '' } },
      {},
    ]);
    const outcomes = await withRetries(deliver, options)([0, 1, 2].map(delivery), context(9999));
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'rejected']);
    expect(asked).toEqual([['id-0', 'id-1', 'id-2'], ['id-1']]);
  });

  it('stops after its tries', async () => {
    const { deliver, asked } = scripted([{ 'id-0': again }, { 'id-0': again }, { 'id-0': again }, {}]);
    expect(await withRetries(deliver, options)([delivery(0)], context(9999))).toEqual([again]);
    expect(asked).toHaveLength(3);
  });

  it('starts no try that the time left does not allow', async () => {
    const { deliver, asked } = scripted([{ 'id-0': again }]);
    expect(await withRetries(deliver, options)([delivery(0)], context(49))).toEqual([again]);
    expect(asked).toHaveLength(1);
  });

  it('leaves postponed deliveries alone', async () => {
    const { deliver, asked } = scripted([{ 'id-0': retryable('postponed') as Outcome }]);
    await withRetries(deliver, options)([delivery(0)], context(9999));
    expect(asked).toHaveLength(1);
  });
});

describe('backoffMs', () => {
  it('is a full-jitter exponential below its cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (number, random) => {
        const wait = backoffMs(number, { ...options, random: () => random });
        return wait >= 0 && wait <= Math.min(1000, 100 * 2 ** (number - 2));
      }),
    );
    expect([2, 3, 4, 9].map((number) => backoffMs(number, { ...options, random: () => 0.999 }))).toEqual([
      99, 199, 399, 999,
    ]);
  });
});
