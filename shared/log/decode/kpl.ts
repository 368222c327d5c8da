import { hash } from 'node:crypto';
import { forEachField, type WireField } from './protobuf.ts';

/** One record as the producer gave it to the KPL, before aggregation. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
}

const MAGIC = 0xf3899ac2;
const MAGIC_BYTES = 4;
const MD5_BYTES = 16;
/**
 * Characters of a partition key, and the most bytes that they take: Kinesis takes no longer one. All user records of an
 * aggregate may share a key, and each has it again in its dead letter, so that a longer one is cut.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html
 */
const MAX_KEY_CHARS = 256;
const MAX_KEY_BYTES = 4 * MAX_KEY_CHARS;

/** Field numbers of the messages `AggregatedRecord` and `Record`. */
const PARTITION_KEY_TABLE = 1;
const RECORDS = 3;
const PARTITION_KEY_INDEX = 1;
const DATA = 3;

interface RawRecord {
  readonly keyIndex: number;
  readonly data: Buffer;
}

/**
 * Takes a KPL aggregate apart: magic, protobuf `AggregatedRecord`, MD5 of the protobuf bytes. The records' data are
 * views into the buffer, nothing is copied.
 * @param maxRecords how many user records there may be.
 * @returns the user records in order (their position is the sub-sequence number), at least one; `too_many` where there are more than allowed; `undefined` where the
 * bytes are no aggregate: no magic, a wrong MD5 or protobuf, or no record inside. KCL, too, takes those as ordinary.
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function readAggregate(data: Buffer, maxRecords: number): readonly UserRecord[] | 'too_many' | undefined {
  if (data[0] !== MAGIC >>> 24 || data.length < MAGIC_BYTES + MD5_BYTES || data.readUInt32BE(0) !== MAGIC) {
    return undefined;
  }
  const end = data.length - MD5_BYTES;
  const body = data.subarray(MAGIC_BYTES, end);
  if (!hash('md5', body, 'buffer').equals(data.subarray(end))) return undefined;
  return hasMoreRecords(body, maxRecords) ? 'too_many' : readBody(body);
}

/** Counted before any record is made: an empty one takes 6 bytes here, and a thousand in memory. */
function hasMoreRecords(body: Buffer, maxRecords: number): boolean {
  const minRecordBytes = 6;
  if (body.length / minRecordBytes <= maxRecords) return false;
  let records = 0;
  forEachField(body, 0, body.length, ({ number, wireType }) => {
    if (number === RECORDS && wireType === 'bytes') records++;
    return records <= maxRecords;
  });
  return records > maxRecords;
}

function readBody(body: Buffer): readonly UserRecord[] | undefined {
  const keys: string[] = [];
  const records: RawRecord[] = [];
  const isWhole = forEachField(body, 0, body.length, (field) => {
    if (field.wireType !== 'bytes') return true;
    if (field.number === PARTITION_KEY_TABLE) keys.push(keyOf(body, field));
    if (field.number !== RECORDS) return true;
    const record = readRecord(body, field.from, field.to);
    if (record !== undefined) records.push(record);
    return record !== undefined;
  });
  return isWhole && records.length > 0 ? withKeys(records, keys) : undefined;
}

function keyOf(body: Buffer, { from, to }: WireField): string {
  return body.toString('utf8', from, Math.min(to, from + MAX_KEY_BYTES)).slice(0, MAX_KEY_CHARS);
}

/** Both fields are required by the format; a repeated one counts with its last value, as protobuf has it. */
function readRecord(body: Buffer, from: number, to: number): RawRecord | undefined {
  let keyIndex: number | undefined;
  let data: Buffer | undefined;
  const isWhole = forEachField(body, from, to, (field: WireField) => {
    if (field.number === PARTITION_KEY_INDEX && field.wireType === 'varint') keyIndex = field.value;
    if (field.number === DATA && field.wireType === 'bytes') data = body.subarray(field.from, field.to);
    return true;
  });
  return isWhole && keyIndex !== undefined && data !== undefined ? { keyIndex, data } : undefined;
}

/** The table may stand behind the records, so that keys are looked up at the end. */
function withKeys(records: readonly RawRecord[], keys: readonly string[]): readonly UserRecord[] | undefined {
  const userRecords: UserRecord[] = [];
  for (const { keyIndex, data } of records) {
    const partitionKey = keys[keyIndex];
    if (partitionKey === undefined) return undefined;
    userRecords.push({ partitionKey, data });
  }
  return userRecords;
}
