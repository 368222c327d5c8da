import type { KinesisStreamEvent } from 'aws-lambda';
import { openBatch, reserveMs } from './open-batch.ts';
import { kinesisEvent, lambdaContext, sequenceNumberAt } from './testing/kinesis-events.ts';

describe('openBatch', () => {
  it('takes the records of the event, in their order, and the time of the invocation', () => {
    let nowMs = 1000;
    const now = () => nowMs;
    const event = kinesisEvent([3, 4].map((position) => ({ data: `${position}`, position })));
    const batch = openBatch(event, lambdaContext(60_000, now), now);
    expect(batch).toMatchObject({
      progressKey:
        'baikonur-test-sink#arn:aws:kinesis:ap-northeast-1:123456789012:stream/baikonur-test-logs#shardId-000000000000',
      requestId: 'request-1',
      startedAtMs: 1000,
    });
    expect(batch.records.map(({ sequenceNumber }) => sequenceNumber)).toEqual([3, 4].map(sequenceNumberAt));
    nowMs += 10_000;
    expect([batch.remainingTotalMs(), batch.remainingMs()]).toEqual([50_000, 44_000]);
  });

  it.each([
    ['another event', { detail: 'x' }, '{"detail":"x"}'],
    ['no records', { Records: [] }, '{"Records":[]}'],
    ['nothing', undefined, 'undefined'],
  ])('refuses %s in one sentence', (_name, event, shown) => {
    expect(() => openBatch(event as unknown as KinesisStreamEvent, lambdaContext(1000), () => 0)).toThrow(
      new TypeError(`expected a Kinesis event with at least one record under "Records", got ${shown}`),
    );
  });
});

it.each([
  ['half of a very short timeout', 3000, 1500],
  ['five seconds', 30_000, 5000],
  ['a tenth of a long timeout', 300_000, 30_000],
])('keeps back %s', (_name, timeoutMs, expected) => {
  expect(reserveMs(timeoutMs)).toBe(expected);
});
