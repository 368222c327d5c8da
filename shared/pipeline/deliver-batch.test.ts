import { createDeliverBatch } from './deliver-batch.ts';
import { openBatch } from './open-batch.ts';
import type { Deliver, Outcome, Shipment } from './outcome.ts';
import { kinesisEvent, lambdaContext } from './testing/kinesis-events.ts';
import { testEntry } from './testing/results.ts';

function now() {
  return 0;
}
const REFUSED: Outcome = { status: 'rejected', code: 'rejected_by_destination', error: 'HTTP 400' };

function shipmentTo(target: string, count: number): Shipment {
  return {
    target,
    logs: Array.from({ length: count }, (_, n) => ({ ...testEntry(n), logType: 'app', logId: `id-${n}`, timeNs: 0n })),
  };
}

async function run(shipments: readonly Shipment[], deliver: Deliver) {
  const batch = openBatch(kinesisEvent([{ data: '{}', position: 0 }]), lambdaContext(30_000, now), now);
  batch.shipments = shipments;
  await createDeliverBatch({ deliver, now, createSignal: () => new AbortController().signal })(batch);
  return batch;
}
function summary({ results, delivered }: Awaited<ReturnType<typeof run>>) {
  return {
    results: results.map(({ target, outcome }) => `${target} ${outcome.status}`),
    delivered: delivered.map(({ target }) => target),
  };
}

describe('createDeliverBatch', () => {
  it.each([
    ['left out', () => new Array<Outcome>(2)],
    ['undefined', () => [{ status: 'delivered' }, undefined] as unknown as Outcome[]],
  ])('tries again what has an outcome that is %s, and leaves the other targets alone', async (_, outcomes) => {
    const batch = await run([shipmentTo('a', 2), shipmentTo('b', 1)], async (logs, { target }) =>
      target === 'a' ? outcomes() : logs.map(() => ({ status: 'delivered' })),
    );
    expect(summary(batch)).toMatchObject({ delivered: ['b'] });
    expect(batch.results.at(-1)).toMatchObject({
      target: 'a',
      outcome: { status: 'retryable', scope: 'destination', error: 'deliver gave no outcome for it' },
    });
  });

  it('books in the order of the shipments, whoever is done first', async () => {
    let release = (): void => undefined;
    const bIsDone = new Promise<void>((resolve) => {
      release = resolve;
    });
    const batch = await run(
      [shipmentTo('a', 1), shipmentTo('b', 1), shipmentTo('c', 1), shipmentTo('d', 1)],
      async (_, { target }) => {
        if (target === 'a' || target === 'c') await bIsDone;
        if (target === 'b') release();
        return [target < 'c' ? REFUSED : { status: 'delivered' }];
      },
    );
    expect(summary(batch)).toEqual({ results: ['a rejected', 'b rejected'], delivered: ['c', 'd'] });
  });

  it('does not let a target whose delivering throws cost another its outcomes', async () => {
    const batch = await run([shipmentTo('a', 2), shipmentTo('b', 2)], async (logs, { target }) => {
      if (target === 'a') throw new Error('boom');
      return logs.map(() => ({ status: 'delivered' }));
    });
    expect(summary(batch)).toEqual({ results: ['a retryable', 'a retryable'], delivered: ['b'] });
  });

  it.each([
    ['-', 'deliver failed: boom'],
    ['kinesis:a', 'deliver to kinesis:a failed: boom'],
  ])('says where it failed: %s', async (target, sentence) => {
    const batch = await run([shipmentTo(target, 1)], () => Promise.reject(new Error('boom')));
    expect(batch.problems).toEqual([sentence]);
    expect(batch.results).toMatchObject([{ outcome: { error: sentence } }]);
  });

  it('asks nobody for an empty shipment', async () => {
    const asked: string[] = [];
    const batch = await run([shipmentTo('a', 0), shipmentTo('b', 1)], async (logs, { target }) => {
      asked.push(target);
      return logs.map(() => ({ status: 'delivered' }));
    });
    expect([asked, summary(batch)]).toEqual([['b'], { results: [], delivered: ['b'] }]);
  });
});
