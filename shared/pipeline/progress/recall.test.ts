import type { DeliveredBatch } from '../batch.ts';
import type { DeliverBatch } from '../deliver-batch.ts';
import { DELIVERED, rejected, retryable } from '../outcome.ts';
import { deliveryResult } from '../result.ts';
import { deliveredBatch, routedBatch } from '../testing/batches.ts';
import { sequenceNumberAt } from '../testing/kinesis-events.ts';
import { testLog, testResult } from '../testing/results.ts';
import type { LoadedRow } from './plan-progress.ts';
import { type EarlierProgress, NO_PROGRESS } from './progress.ts';
import { markSettled, skipSettled, WITH_RECALL } from './recall.ts';

/** Progress in which these are settled, each as `target position`. */
function settled(...all: readonly string[]): EarlierProgress {
  return {
    isSettled: ({ entry, target }) =>
      all.some((one) => one === `${target} ${BigInt(entry.sequenceNumber) - BigInt(sequenceNumberAt(0))}`),
    attempts: () => 0,
    recordOf: () => undefined,
  };
}

function endsOf({ results }: Pick<DeliveredBatch, 'results'>): readonly string[] {
  return results.map(
    ({ entry, target, outcome }) =>
      `${target} ${BigInt(entry.sequenceNumber) - BigInt(sequenceNumberAt(0))} ${outcome.status}`,
  );
}

const DELIVERIES = [
  { target: 'a', logs: [testLog(0), testLog(1)] },
  { target: 'b', logs: [testLog(1)] },
];
const OTHERS = [
  testResult(2, { outcome: rejected('bad_time', 'x') }),
  testResult(3, { outcome: { status: 'filtered' } }),
];

describe('skipSettled', () => {
  it.each([
    ['nothing, where no progress is known', NO_PROGRESS, 'a 0 1, b 1', ['- 2 rejected', '- 3 filtered']],
    ['a log at one target', settled('a 1'), 'a 0, b 1', ['- 2 rejected', '- 3 filtered', 'a 1 alreadyDelivered']],
    ['a dead letter that is saved', settled('- 2'), 'a 0 1, b 1', ['- 2 alreadyDelivered', '- 3 filtered']],
    ['nothing of what is filtered', settled('- 3'), 'a 0 1, b 1', ['- 2 rejected', '- 3 filtered']],
  ])('skips %s', (_name, earlier, left, results) => {
    const batch = skipSettled(routedBatch({ deliveries: DELIVERIES, results: OTHERS }), earlier);
    const logs = batch.deliveries.map(
      ({ target, logs: own }) => `${target} ${own.map(({ logId }) => logId.slice(3)).join(' ')}`,
    );
    expect(logs.join(', ')).toBe(left);
    expect(endsOf(batch)).toEqual(results);
  });
});

describe('markSettled', () => {
  it.each([
    ['nothing, where no progress is known', NO_PROGRESS, 1, ['- 2 rejected', '- 3 filtered']],
    [
      'a failure that was settled earlier',
      settled('- 2'),
      0,
      ['- 2 alreadyDelivered', '- 3 filtered', 'b 1 delivered'],
    ],
    ['a confirmed delivery', settled('b 1'), 0, ['- 2 rejected', '- 3 filtered', 'b 1 alreadyDelivered']],
  ])('marks %s', (_name, earlier, confirmed, results) => {
    const batch = markSettled(deliveredBatch({ confirmed: DELIVERIES.slice(1), results: OTHERS }), earlier);
    expect(batch.confirmed).toHaveLength(confirmed);
    expect(endsOf(batch)).toEqual(results);
  });
});

const ROW: LoadedRow = {
  checkpoint: sequenceNumberAt(0),
  starts: 0,
  progress: new Map([
    [sequenceNumberAt(1), { entries: 1, settled: new Map([['a', new Set([0])]]), attempts: new Map() }],
  ]),
};

describe.each(['eager', 'onFailure'] as const)('WITH_RECALL.%s', (recall) => {
  async function run(
    readRows: () => Promise<readonly LoadedRow[]>,
    outcome = DELIVERED as ReturnType<typeof retryable> | typeof DELIVERED,
  ) {
    const calls: string[] = [];
    const deliver: DeliverBatch = async ({ deliveries, ...batch }) => {
      const logs = deliveries.flatMap(({ target, logs: own }) =>
        own.map((log) => deliveryResult(log, target, outcome)),
      );
      calls.push(`deliver ${logs.length}`);
      return deliveredBatch({ ...batch, results: [...batch.results, ...logs], problems: ['a problem of delivering'] });
    };
    const batch = routedBatch({
      deliveries: DELIVERIES,
      entryCounts: () => new Map([[sequenceNumberAt(1), 1]]),
      readRows: () => {
        calls.push('read rows');
        return readRows();
      },
    });
    return { calls, batch: await WITH_RECALL[recall](deliver)(batch) };
  }
  const away = retryable('destination', 'HTTP 503');

  it('reads the rows first, or not at all where everything is delivered', async () => {
    const { calls, batch } = await run(async () => [ROW]);
    expect(calls).toEqual(recall === 'eager' ? ['read rows', 'deliver 2'] : ['deliver 3']);
    expect(batch.rows).toEqual(recall === 'eager' ? [ROW] : []);
  });

  it('marks what a row says is settled, where something failed', async () => {
    const { calls, batch } = await run(async () => [ROW], away);
    expect(calls).toEqual(recall === 'eager' ? ['read rows', 'deliver 2'] : ['deliver 3', 'read rows']);
    expect([...endsOf(batch)].sort()).toEqual(['a 0 retryable', 'a 1 alreadyDelivered', 'b 1 retryable']);
    expect(batch.problems).toEqual(['a problem of delivering']);
  });

  it('goes on without the table', async () => {
    const { batch } = await run(() => Promise.reject(new Error('the table is away')), away);
    expect(batch.rows).toBeUndefined();
    expect(batch.earlier).toBe(NO_PROGRESS);
    expect([...batch.problems].sort()).toEqual([
      'a problem of delivering',
      'progress could not be read: the table is away',
    ]);
    expect(endsOf(batch)).toEqual(['a 0 retryable', 'a 1 retryable', 'b 1 retryable']);
  });
});
