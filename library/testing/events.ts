import type { KinesisEventLike, KinesisRecordLike } from '../src/decode.ts';

const ARN = 'arn:aws:kinesis:ap-northeast-1:123456789012:stream/logs';

/** The event of Lambda with records of the payloads, numbered from 1000, arrived on 2024-06-07. */
export function eventOf(
  payloads: readonly (Buffer | string)[],
  changes: Partial<KinesisRecordLike['kinesis']> = {},
): KinesisEventLike {
  return { Records: payloads.map((payload, index) => recordOf(payload, String(1000 + index), changes)) };
}

/** One record of it. */
export function recordOf(
  payload: Buffer | string,
  sequenceNumber: string,
  changes: Partial<KinesisRecordLike['kinesis']> = {},
): KinesisRecordLike {
  return {
    eventID: `shardId-000000000001:${sequenceNumber}`,
    eventSourceARN: ARN,
    kinesis: {
      sequenceNumber,
      partitionKey: 'key',
      approximateArrivalTimestamp: Date.UTC(2024, 5, 7, 3) / 1000,
      data: Buffer.from(payload).toString('base64'),
      ...changes,
    },
  };
}
