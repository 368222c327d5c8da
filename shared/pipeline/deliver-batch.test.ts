import { createDeliverBatch } from './deliver-batch.ts';
import type { Deliver, Delivery, Outcome } from './outcome.ts';
import { routedBatch } from './testing/batches.ts';
import { testLog } from './testing/results.ts';

function now() {
  return 0;
}
const REFUSED: Outcome = { status: 'rejected', code: 'rejected_by_destination', error: 'HTTP 400' };

function deliveryTo(target: string, count: number): Delivery {
  return { target, logs: Array.from({ length: count }, (_, n) => testLog(n)) };
}

function run(deliveries: readonly Delivery[], deliver: Deliver) {
  const deliverBatch = createDeliverBatch({ deliver, now, createSignal: () => new AbortController().signal });
  return deliverBatch(routedBatch({ deliveries }));
}
function summary({ results, confirmed }: Awaited<ReturnType<typeof run>>) {
  return {
    results: results.map(({ target, outcome }) => `${target} ${outcome.status}`),
    confirmed: confirmed.map(({ target }) => target),
  };
}

describe('createDeliverBatch', () => {
  it.each([
    ['left out', () => new Array<Outcome>(2)],
    ['undefined', () => [{ status: 'delivered' }, undefined] as unknown as Outcome[]],
  ])('tries again what has an outcome that is %s, and leaves the other targets alone', async (_, outcomes) => {
    const batch = await run([deliveryTo('a', 2), deliveryTo('b', 1)], async (logs, { target }) =>
      target === 'a' ? outcomes() : logs.map(() => ({ status: 'delivered' })),
    );
    expect(summary(batch)).toMatchObject({ confirmed: ['b'] });
    expect(batch.results.at(-1)).toMatchObject({
      target: 'a',
      outcome: { status: 'retryable', scope: 'destination', error: 'deliver gave no outcome for it' },
    });
  });

  it.each([
    [{ status: 'ok' }, 'deliver answered status ok, which no outcome has'],
    [{ status: 200 }, 'deliver answered status 200, which no outcome has'],
    [true, 'deliver gave no outcome for it'],
    [{ status: 'retryable', error: 'no scope' }, 'no scope'],
  ])('tries again what has the outcome %j, which there is not', async (outcome, error) => {
    const batch = await run([deliveryTo('a', 1)], async () => [outcome] as unknown as Outcome[]);
    expect(batch.results).toMatchObject([{ outcome: { status: 'retryable', scope: 'destination', error } }]);
  });

  it('gives results in the order of the deliveries, whichever ends first', async () => {
    let release = (): void => undefined;
    const bIsDone = new Promise<void>((resolve) => {
      release = resolve;
    });
    const batch = await run(
      [deliveryTo('a', 1), deliveryTo('b', 1), deliveryTo('c', 1), deliveryTo('d', 1)],
      async (_, { target }) => {
        if (target === 'a' || target === 'c') await bIsDone;
        if (target === 'b') release();
        return [target < 'c' ? REFUSED : { status: 'delivered' }];
      },
    );
    expect(summary(batch)).toEqual({ results: ['a rejected', 'b rejected'], confirmed: ['c', 'd'] });
  });

  it('does not let a target whose delivering throws cost another its outcomes', async () => {
    const batch = await run([deliveryTo('a', 2), deliveryTo('b', 2)], async (logs, { target }) => {
      if (target === 'a') throw new Error('boom');
      return logs.map(() => ({ status: 'delivered' }));
    });
    expect(summary(batch)).toEqual({ results: ['a retryable', 'a retryable'], confirmed: ['b'] });
  });

  it.each([
    ['-', 'deliver failed: boom'],
    ['kinesis:a', 'deliver to kinesis:a failed: boom'],
  ])('says where it failed: %s', async (target, sentence) => {
    const batch = await run([deliveryTo(target, 1)], () => Promise.reject(new Error('boom')));
    expect(batch.problems).toEqual([sentence]);
    expect(batch.results).toMatchObject([{ outcome: { error: sentence } }]);
  });

  it('does not call deliver for an empty delivery', async () => {
    const asked: string[] = [];
    const batch = await run([deliveryTo('a', 0), deliveryTo('b', 1)], async (logs, { target }) => {
      asked.push(target);
      return logs.map(() => ({ status: 'delivered' }));
    });
    expect([asked, summary(batch)]).toEqual([['b'], { results: [], confirmed: ['b'] }]);
  });
});
