import {
  findStreamName,
  readShardRecords,
  type StreamRecord,
  shardIdOf,
} from '../../../shared/log/decode/kinesis-event.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';
import type { KinesisRecordLike } from './kinesis-event-like.ts';

/** Something in an event that is no record of a Kinesis stream. */
export interface BadRecord {
  readonly status: 'bad';
  readonly reason: 'bad_event' | 'bad_record';
  readonly error: string;
  /** As far as they could be read. */
  readonly sequenceNumber?: string;
  readonly data?: Buffer;
}

/** Records of one shard that are decoded together, in order. */
type Chunk = readonly StreamRecord[];

/** So many records at a time: few enough to hold little, enough to share what a call costs. */
const MAX_CHUNK = 64;
const IS_DECIMAL = /^\d+$/;

/** The records of an event in chunks, in order. What is no record comes by itself: nothing is thrown. */
export function* readChunks(event: unknown, nowMs: number): Generator<Chunk | BadRecord, undefined> {
  const records = isJsonObject(event) ? event['Records'] : undefined;
  if (!Array.isArray(records)) {
    yield { status: 'bad', reason: 'bad_event', error: 'event: expected a Kinesis event with an array `Records`' };
    return;
  }
  let chunk: KinesisRecordLike[] = [];
  for (const record of records) {
    const problem = problemOf(record);
    if (chunk.length > 0 && (problem !== undefined || chunk.length === MAX_CHUNK || !isOfSameShard(chunk[0], record))) {
      yield recordsOf(chunk, nowMs);
      chunk = [];
    }
    if (problem === undefined) chunk.push(record);
    else yield badRecord(record, problem);
  }
  if (chunk.length > 0) yield recordsOf(chunk, nowMs);
}

/** @param records of one shard, at least one. */
function recordsOf(records: readonly KinesisRecordLike[], nowMs: number): Chunk {
  const [first] = records as [KinesisRecordLike];
  const shard = { streamName: findStreamName(first.eventSourceARN) ?? '', shardId: shardIdOf(first) };
  return readShardRecords(records, shard, nowMs);
}

function isOfSameShard(first: KinesisRecordLike | undefined, next: KinesisRecordLike): boolean {
  return first?.eventSourceARN === next.eventSourceARN && shardIdOf(first) === shardIdOf(next);
}

/** Why something is no record of a Kinesis stream; `undefined`: it is one. */
function problemOf(record: unknown): string | undefined {
  if (!isJsonObject(record)) return 'record: expected an object';
  const { eventID, eventSourceARN, kinesis } = record;
  if (typeof eventID !== 'string' || !eventID.includes(':')) return 'eventID: expected <shard>:<sequence number>';
  if (typeof eventSourceARN !== 'string' || findStreamName(eventSourceARN) === undefined) {
    return 'eventSourceARN: expected the ARN of a Kinesis stream';
  }
  if (!isJsonObject(kinesis)) return 'kinesis: expected an object';
  const { data, sequenceNumber, partitionKey } = kinesis;
  if (typeof data !== 'string') return 'kinesis.data: expected base64';
  if (typeof sequenceNumber !== 'string' || !IS_DECIMAL.test(sequenceNumber)) {
    return 'kinesis.sequenceNumber: expected decimal text';
  }
  const hasKey = typeof partitionKey === 'string' || partitionKey === undefined || partitionKey === null;
  return hasKey ? undefined : 'kinesis.partitionKey: expected text';
}

function badRecord(record: unknown, error: string): BadRecord {
  const kinesis = isJsonObject(record) && isJsonObject(record['kinesis']) ? record['kinesis'] : {};
  const { sequenceNumber, data } = kinesis;
  return {
    status: 'bad',
    reason: 'bad_record',
    error,
    ...(typeof sequenceNumber === 'string' && { sequenceNumber }),
    ...(typeof data === 'string' && { data: Buffer.from(data, 'base64') }),
  };
}
