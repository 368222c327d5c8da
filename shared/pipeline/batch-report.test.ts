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

describe('reportOf', () => {
  it.each([
    ['a settled batch', undefined, 0],
    ['a held batch', sequenceNumberAt(0), 5000],
    ['a checkpoint that is in no record', sequenceNumberAt(9), 0],
  ])('tells the ages of %s', (_name, checkpoint, shardHeldMs) => {
    expect(reportOf(closed({}, checkpoint), 5000)).toMatchObject({
      records: 1,
      durationMs: 5000,
      oldestLogAgeMs: 5000,
      shardHeldMs,
    });
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
