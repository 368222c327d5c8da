import { errorText } from '../../../shared/errors/error-text.ts';
import { readKinesisEvent, type StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';
import type { KinesisRecordLike } from './kinesis-event-like.ts';

/** Something in an event that is no record of a Kinesis stream. */
export interface BadRecord {
  readonly status: 'bad';
  readonly reason: 'bad_event' | 'bad_record';
  readonly error: string;
  /** As far as they could be read. */
  readonly sequenceNumber?: string | undefined;
  readonly data?: Buffer | undefined;
}

/** Records of one shard that are decoded together, in order. */
type Chunk = { readonly status: 'records'; readonly records: readonly StreamRecord[] } | BadRecord;

/** So many records at a time: few enough to hold little, enough to share what a call costs. */
const MAX_CHUNK = 64;
const IS_DECIMAL = /^\d+$/;
const IS_STREAM = /:stream\/[^/]/;

/** The records of an event in chunks, in order. What is no record comes by itself: nothing is thrown. */
export function* readChunks(event: unknown, nowMs: number): Generator<Chunk, undefined> {
  const records = isJsonObject(event) ? event['Records'] : undefined;
  if (!Array.isArray(records)) {
    yield { status: 'bad', reason: 'bad_event', error: 'event: expected a Kinesis event with an array `Records`' };
    return;
  }
  let chunk: KinesisRecordLike[] = [];
  for (const record of records) {
    const problem = problemOf(record);
    if (chunk.length > 0 && (problem !== undefined || chunk.length === MAX_CHUNK || !isOfSameShard(chunk[0], record))) {
      yield chunkOf(chunk, nowMs);
      chunk = [];
    }
    if (problem === undefined) chunk.push(record);
    else yield badRecord(record, problem);
  }
  if (chunk.length > 0) yield chunkOf(chunk, nowMs);
}

function chunkOf(records: readonly KinesisRecordLike[], nowMs: number): Chunk {
  try {
    return { status: 'records', records: readKinesisEvent({ Records: records }, nowMs) };
  } catch (error) {
    return { status: 'bad', reason: 'bad_record', error: errorText(error) };
  }
}

function isOfSameShard(first: KinesisRecordLike | undefined, next: KinesisRecordLike): boolean {
  return first?.eventSourceARN === next.eventSourceARN && shardOf(first) === shardOf(next);
}

function shardOf({ eventID }: KinesisRecordLike): string {
  return eventID.slice(0, eventID.indexOf(':'));
}

/** Why something is no record of a Kinesis stream; `undefined`: it is one. */
function problemOf(record: unknown): string | undefined {
  if (!isJsonObject(record)) return 'record: expected an object';
  const { eventID, eventSourceARN, kinesis } = record;
  if (typeof eventID !== 'string' || !eventID.includes(':')) return 'eventID: expected <shard>:<sequence number>';
  if (typeof eventSourceARN !== 'string' || !IS_STREAM.test(eventSourceARN)) {
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
    sequenceNumber: typeof sequenceNumber === 'string' ? sequenceNumber : undefined,
    data: typeof data === 'string' ? Buffer.from(data, 'base64') : undefined,
  };
}
