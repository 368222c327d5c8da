import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { type SamplePayload, samplePayloads } from './sample-payloads.ts';

const REGION = 'us-east-1';
const STREAM_ARN = `arn:aws:kinesis:${REGION}:123456789012:stream/baikonur-sample-logs`;
const SHARD = 'shardId-000000000000';
const FIRST_SEQUENCE = 49_650_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_002n;
/** Seconds at which Kinesis took the first record: 2026-11-22 00:10 UTC. */
const FIRST_ARRIVAL_S = 1_795_306_200;

/** The sample events by name, as Lambda hands them to a function. */
export async function sampleEvents(): Promise<Readonly<Record<string, KinesisStreamEvent>>> {
  const samples = Object.entries(await samplePayloads());
  return Object.fromEntries(samples.map(([name, payloads]) => [name, { Records: payloads.map(toRecord) }]));
}

function toRecord({ partitionKey, data }: SamplePayload, index: number): KinesisStreamRecord {
  const sequenceNumber = String(FIRST_SEQUENCE + BigInt(index));
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: data.toString('base64'),
      approximateArrivalTimestamp: FIRST_ARRIVAL_S + index,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${SHARD}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/baikonur-sample',
    awsRegion: REGION,
    eventSourceARN: STREAM_ARN,
  };
}
