import type { Context, KinesisStreamEvent } from 'aws-lambda';

const STREAM_ARN = 'arn:aws:kinesis:ap-northeast-1:123456789012:stream/baikonur-test-logs';
const FIRST_SEQUENCE = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

/** A record of a test: its payload, and its position in the stream. */
export interface TestRecord {
  readonly data: Buffer | string;
  /** Position in the shard, from 0; its sequence number follows from it. */
  readonly position: number;
  readonly arrivedAtMs?: number;
  readonly partitionKey?: string;
}

/** The Lambda event that carries the records, all of one shard. */
export function kinesisEvent(records: readonly TestRecord[]): KinesisStreamEvent {
  return {
    Records: records.map(({ data, position, arrivedAtMs = 0, partitionKey = `key-${position}` }) => ({
      awsRegion: 'ap-northeast-1',
      eventID: `shardId-000000000000:${sequenceNumberAt(position)}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: STREAM_ARN,
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/test',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey,
        sequenceNumber: sequenceNumberAt(position),
        data: Buffer.from(data).toString('base64'),
        approximateArrivalTimestamp: arrivedAtMs / 1000,
      },
    })),
  };
}

/** Sequence number of a position in the shard. */
export function sequenceNumberAt(position: number): string {
  return String(FIRST_SEQUENCE + BigInt(position));
}

/** A Lambda context whose time runs with the given clock. */
export function lambdaContext(timeoutMs: number, now: () => number = Date.now): Context {
  const endsAtMs = now() + timeoutMs;
  return {
    functionName: 'baikonur-test-sink',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:123456789012:function:baikonur-test-sink',
    memoryLimitInMB: '512',
    awsRequestId: 'request-1',
    logGroupName: '/aws/lambda/baikonur-test-sink',
    logStreamName: 'stream',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => endsAtMs - now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
