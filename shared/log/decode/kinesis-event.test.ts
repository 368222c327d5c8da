import { readKinesisEvent } from './kinesis-event.ts';

const NOW_MS = 1_795_309_300_000;

function record(changes: object = {}, kinesis: object = {}) {
  return {
    eventID: 'shardId-000000000006:495900000001',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/logs-dev',
    kinesis: {
      sequenceNumber: '495900000001',
      partitionKey: 'key',
      approximateArrivalTimestamp: 1717729200.123,
      data: 'e30=',
      ...kinesis,
    },
    ...changes,
  };
}

describe('readKinesisEvent', () => {
  it('reads what Lambda hands over', () => {
    expect(readKinesisEvent({ Records: [record()] }, NOW_MS)).toEqual([
      {
        streamName: 'logs-dev',
        shardId: 'shardId-000000000006',
        sequenceNumber: '495900000001',
        partitionKey: 'key',
        arrivedAtMs: 1717729200123,
        data: 'e30=',
      },
    ]);
  });

  it.each([
    ['stream/logs', 'logs'],
    ['stream/logs/consumer/reader:1717729200', 'logs'],
    ['stream/a.b_c-1', 'a.b_c-1'],
  ])('finds the name in %s', (resource, streamName) => {
    const eventSourceARN = `arn:aws-cn:kinesis:cn-north-1:123456789012:${resource}`;
    expect(readKinesisEvent({ Records: [record({ eventSourceARN })] }, NOW_MS)).toMatchObject([{ streamName }]);
  });

  it.each([1717729200, 1717729200.001, 1717729200.999, 0.001])(
    'reads the arrival %d s to the millisecond',
    (seconds) => {
      const [read] = readKinesisEvent({ Records: [record({}, { approximateArrivalTimestamp: seconds })] }, NOW_MS);
      expect(read?.arrivedAtMs).toBe(Number(seconds.toFixed(3).replace('.', '')));
    },
  );

  it('has an empty partition key where the stream distributes by itself', () => {
    const { partitionKey: _, ...kinesis } = record().kinesis;
    expect(readKinesisEvent({ Records: [record({ kinesis })] }, NOW_MS)[0]).toMatchObject({ partitionKey: '' });
  });

  it.each([undefined, null, Number.NaN, Number.POSITIVE_INFINITY, 8.65e12, -8.65e12, '1717729200', {}])(
    'takes the time of the call for the arrival %p',
    (approximateArrivalTimestamp) => {
      // What other programs put there is of any type.
      const event = JSON.parse('{"Records":[]}');
      event.Records.push(record({}, { approximateArrivalTimestamp }));
      expect(readKinesisEvent(event, NOW_MS)[0]?.arrivedAtMs).toBe(NOW_MS);
    },
  );

  it('refuses what comes from another service', () => {
    const eventSourceARN = 'arn:aws:sqs:eu-west-1:123456789012:queue';
    expect(() => readKinesisEvent({ Records: [record({ eventSourceARN })] }, NOW_MS)).toThrow(/Kinesis stream.*sqs/);
    expect(() => readKinesisEvent(JSON.parse('{"detail":{}}'), NOW_MS)).toThrow(/Records/);
  });
});
