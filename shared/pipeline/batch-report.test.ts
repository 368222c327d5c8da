import { reportOf } from './batch-report.ts';
import { ledgerOf } from './ledger.ts';
import { reportBatch } from './middleware/report-batch.ts';
import { rejected, retryable } from './outcome.ts';
import { judgedBatch } from './testing/batches.ts';
import { sequenceNumberAt } from './testing/kinesis-events.ts';
import { testResult } from './testing/results.ts';

function closed(more: Parameters<typeof judgedBatch>[0] = {}, checkpoint?: string) {
  const batch = judgedBatch(more);
  return { ...batch, progressTruncated: false, ledger: ledgerOf(batch), ...(checkpoint && { checkpoint }) };
}

const POSTPONED = testResult(0, { outcome: retryable('postponed', 'no time') });

describe('reportOf', () => {
  it.each([
    ['a settled batch', undefined, 0],
    ['a held batch', sequenceNumberAt(0), 5000, [testResult(0, { outcome: retryable('destination', 'away') })]],
    ['a checkpoint that is in no record', sequenceNumberAt(9), 0],
    ['a batch of which nothing was delivered or tried', sequenceNumberAt(0), 5000, [POSTPONED]],
    [
      'a batch of which a part was delivered, and the rest postponed',
      sequenceNumberAt(0),
      0,
      [testResult(0), POSTPONED],
    ],
    [
      'a batch of which a part was postponed, and a delivery failed',
      sequenceNumberAt(0),
      5000,
      [testResult(0), POSTPONED, testResult(0, { outcome: retryable('entry', 'no') })],
    ],
  ])('tells the ages of %s', (_name, checkpoint, shardHeldMs, results = [testResult(0)]) => {
    expect(reportOf(closed({ results }, checkpoint), 5000)).toMatchObject({
      records: 1,
      durationMs: 5000,
      oldestLogAgeMs: 5000,
      shardHeldMs,
    });
  });

  it('a shard that goes on to an old record, which only waits for its turn, is not held', () => {
    const [first] = judgedBatch().records;
    if (first === undefined) throw new Error('no record');
    const records = [first, { ...first, sequenceNumber: sequenceNumberAt(1) }];
    const results = [
      testResult(0, { outcome: { status: 'filtered' } }),
      testResult(1, { outcome: retryable('postponed', 'no time') }),
    ];
    expect(reportOf(closed({ records, results }, sequenceNumberAt(1)), 5000)).toMatchObject({ shardHeldMs: 0 });
  });

  it('counts dead letters by reason, and names each cause of a retry once, five problems at most', () => {
    const results = [
      ...['bad_time', 'bad_time', 'oversize'].map((code, n) =>
        testResult(n, { outcome: rejected(code as 'bad_time', 'x') }),
      ),
      ...['a', 'a', 'b', 'c', 'd'].map((error, n) => testResult(n, { outcome: retryable('destination', error) })),
    ];
    expect(reportOf(closed({ results, problems: ['first', 'second'] }), 0)).toMatchObject({
      reasons: { bad_time: 2, oversize: 1 },
      problems: ['first', 'second', 'a', 'b', 'c'],
    });
  });
});

describe('reportBatch', () => {
  it.each([
    [true, 'not every log is accounted for: received 1 entries, accounted for 0'],
    [false, undefined],
  ])('reports a log that is not accounted for; strict: %p', (strict, message) => {
    const observe = jest.fn();
    const report = () => reportBatch({ observe, now: () => 0, strict })(closed({ received: 1 }));
    if (message === undefined) expect(report).not.toThrow();
    else expect(report).toThrow(message);
    expect(observe).toHaveBeenCalledTimes(1);
  });
});
