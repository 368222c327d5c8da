import fc from 'fast-check';
import { EMPTY_EVENT_BYTES, eventBytes, sharedBytes, toEventRecord } from './event-record.ts';

const origin = { streamArn: 'arn:s', region: 'r', shardId: 'shardId-000000000000', roleArn: 'arn:role' };

test('bytes are counted without encoding, exactly', () => {
  const record = fc.record({
    sequenceNumber: fc.bigInt({ min: 1n, max: 10n ** 56n }).map(String),
    partitionKey: fc.string({ unit: 'binary', maxLength: 30 }),
    arrivedAtMs: fc.integer({ min: 0, max: 2 ** 42 }),
    data: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
      const text = JSON.stringify({ Records: records.map((one) => toEventRecord(one, origin)) });
      const counted = records.reduce((sum, one) => sum + eventBytes(one, sharedBytes(origin)), EMPTY_EVENT_BYTES);
      const noCommaAfterTheLast = 1;
      expect(counted - noCommaAfterTheLast).toBe(Buffer.byteLength(text));
    }),
  );
});

test('arrival is in seconds with a fraction, the data in base64', () => {
  const record = { sequenceNumber: '5', partitionKey: 'k', arrivedAtMs: 1545084650987, data: Buffer.from('hello') };
  expect(toEventRecord(record, origin)).toMatchObject({
    kinesis: { approximateArrivalTimestamp: 1545084650.987, data: 'aGVsbG8=', partitionKey: 'k' },
    eventID: 'shardId-000000000000:5',
    eventSourceARN: 'arn:s',
  });
});
