import type { StreamRecord } from './stream-record.ts';

/** The common fields of all records of one mapping and shard, in the event that the function receives. */
export interface EventOrigin {
  readonly streamArn: string;
  readonly region: string;
  readonly shardId: string;
  /** The function's role: Lambda names it as the identity that reads the stream. */
  readonly roleArn: string;
}

/** A record of a Lambda event, as `@types/aws-lambda` (`KinesisStreamRecord`) describes it. */
export interface EventRecord {
  readonly kinesis: {
    readonly kinesisSchemaVersion: '1.0';
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    readonly data: string;
    readonly approximateArrivalTimestamp: number;
  };
  readonly eventSource: 'aws:kinesis';
  readonly eventVersion: '1.0';
  readonly eventID: string;
  readonly eventName: 'aws:kinesis:record';
  readonly invokeIdentityArn: string;
  readonly awsRegion: string;
  readonly eventSourceARN: string;
}

/** Bytes of `{"Records":[]}`. */
export const EMPTY_EVENT_BYTES = 14;

/**
 * One record as the function sees it: base64 data, arrival in seconds with a fraction, no attempt counter.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html (example event)
 */
export function toEventRecord(record: StreamRecord, origin: EventOrigin): EventRecord {
  return withData(record, origin, record.data.toString('base64'));
}

function withData(record: StreamRecord, origin: EventOrigin, data: string): EventRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data,
      approximateArrivalTimestamp: record.arrivedAtMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${origin.shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: origin.roleArn,
    awsRegion: origin.region,
    eventSourceARN: origin.streamArn,
  };
}

/**
 * Bytes that a record takes in the event, the comma beside it included, without encoding its data.
 * @param metadataBytes see {@link sharedBytes}: computed once a shard, since most of the metadata never differs
 */
export function eventBytes(record: StreamRecord, metadataBytes: number): number {
  return (
    metadataBytes +
    Buffer.byteLength(JSON.stringify(record.partitionKey)) +
    2 * record.sequenceNumber.length +
    String(record.arrivedAtMs / 1000).length +
    4 * Math.ceil(record.data.length / 3)
  );
}

/** The part of {@link eventBytes} that is the same for every record of a shard. */
export function sharedBytes(origin: EventOrigin): number {
  const blank: StreamRecord = { sequenceNumber: '', partitionKey: '', arrivedAtMs: 0, data: Buffer.alloc(0) };
  const commaAndNumber = 1 - String(0).length;
  const quotesOfTheKey = 2;
  return Buffer.byteLength(JSON.stringify(withData(blank, origin, ''))) + commaAndNumber - quotesOfTheKey;
}
