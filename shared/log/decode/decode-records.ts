import type { Decoded, DecodedBatch, DecodedSummary } from '../log.ts';
import type { Reject } from '../reject.ts';
import { type BatchEntries, createBatchEntries } from './batch-entries.ts';
import { type Compression, compressionOf, decompress } from './compression.ts';
import type { StreamRecord } from './kinesis-event.ts';
import { readAggregate, type UserRecord } from './kpl.ts';
import { createMeter, type Meter } from './meter.ts';
import { createPayloadReader, type PayloadOptions, type ReadPayload, TOO_MANY } from './read-payload.ts';
import { MAX_SMALL_ENTRIES, refuseSmallEntries } from './small-entries.ts';

/** How Kinesis records are taken apart. */
export interface DecodeOptions extends PayloadOptions {
  /** Output of all decompression within one Kinesis record, in bytes. */
  readonly maxDecompressedBytes: number;
}

/** The state and the parts with which the records of one batch are decoded. */
interface Tools {
  readonly batch: BatchEntries;
  readonly bytes: Meter;
  readonly readPayload: ReadPayload;
  readonly maxSplitEntries: number;
  readonly deadline: Deadline | undefined;
}

/** An entry takes about this much memory on top of its bytes. */
const ENTRY_BYTES = 1024;
const MIN_SPLIT_ENTRIES = 50_000;
/** Time is asked for before each compressed part, and once in so many others: the question costs as much as a small log. */
const PARTS_PER_CHECK = 64;
/**
 * Entries that a compressed part may split into beside one for each of its bytes. Logs differ, in their ids at least, and
 * so take more than a byte each; equal ones would let a hundred bytes take an invocation.
 */
const FREE_ENTRIES = 1000;
/** An aggregate of more user records than this, none of which is JSON, is kept as one reject. */
const MAX_LOGLESS_RECORDS = 1000;

/** When decoding has to end. */
interface Deadline {
  /** Whether the time for decoding is used up. */
  readonly isOver: () => boolean;
  /** Of a record that the whole of an invocation's time was not enough for: it would never be decoded. */
  readonly reject: Reject;
}

/** Decodes records and hands each entry over, in order, as soon as its whole record is decoded. */
export type DecodeEach = (
  records: readonly StreamRecord[],
  take: (decoded: Decoded) => void,
  /** Default: there is none. */
  deadline?: Deadline,
) => DecodedSummary;

/**
 * `postponed`: the batch's share is used up, and in a batch of its own the record would be allowed more.
 * `late`: the time for decoding is used up.
 */
type Progress = 'done' | 'postponed' | 'late';

/** As {@link createEachDecoder}, for those who want a list. */
export function createDecoder(options: DecodeOptions): (records: readonly StreamRecord[]) => DecodedBatch {
  const decodeEach = createEachDecoder(options);
  return (records) => {
    const entries: Decoded[] = [];
    const summary = decodeEach(records, (decoded) => entries.push(decoded));
    return { entries, ...summary };
  };
}

/**
 * Builds the first stage of a log's walk: Kinesis records → entries with their fields read, or rejects. In this order,
 * each step where it applies: base64, KPL aggregation, gzip or zstd, CloudWatch Logs envelope or ndjson, UTF-8, JSON.
 *
 * Every record becomes at least one entry, or is a CloudWatch control message, or lies at or past `cutAt`. What a
 * record becomes never depends on the batch it came in. Nothing is thrown, whatever the bytes.
 *
 * Entries are handed over one by one because what lives for a moment costs nearly nothing: a list of a batch's decoded
 * entries outlives the collector's next round, and so would everything it refers to.
 */
export function createEachDecoder(options: DecodeOptions): DecodeEach {
  const readPayload = createPayloadReader(options);
  const { maxDecompressedBytes, maxBatchDecompressedBytes } = options;
  const maxSplitEntries = Math.max(MIN_SPLIT_ENTRIES, Math.floor(maxBatchDecompressedBytes / ENTRY_BYTES));
  return (records, take, deadline) => {
    const batch = createBatchEntries(maxSplitEntries);
    const bytes = createMeter({ record: maxDecompressedBytes, batch: maxBatchDecompressedBytes });
    const tools: Tools = { batch, bytes, readPayload, maxSplitEntries, deadline };
    let bytesIn = 0;
    for (let index = 0; index < records.length; index++) {
      const record = records[index] as StreamRecord; // the index is below the length
      const data = Buffer.from(record.data, 'base64');
      batch.startRecord(record);
      bytes.startRecord();
      const compression = compressionOf(data);
      const progress = isLate(tools, compression, index) ? 'late' : decodeRecord(tools, record, data, compression);
      if (progress === 'postponed' || (progress === 'late' && index > 0)) {
        return { controlMessages: batch.takeBackRecord(), bytesIn, cutAt: record.sequenceNumber };
      }
      if (progress === 'late' && deadline !== undefined) rejectWhole(tools, record, data, deadline.reject);
      else if (options.content !== 'bytes') rejectSmallEntries(tools, record, data);
      batch.handOver(take);
      bytesIn += data.length;
    }
    return { controlMessages: batch.controlMessages(), bytesIn };
  };
}

/** @param index of the part, or of the record in its batch: there is always time for the first. */
function isLate({ deadline }: Tools, compression: Compression | undefined, index: number): boolean {
  if (index === 0 || deadline === undefined) return false;
  return (compression !== undefined || index % PARTS_PER_CHECK === 0) && deadline.isOver();
}

function decodeRecord(tools: Tools, record: StreamRecord, data: Buffer, compression?: Compression): Progress {
  const userRecords = compression === undefined ? readAggregate(data, tools.maxSplitEntries) : undefined;
  if (userRecords !== undefined) return decodeAggregate(tools, record, data, userRecords);
  tools.batch.startPart(record.partitionKey);
  return decodePart(tools, data, compression);
}

function decodeAggregate(
  tools: Tools,
  record: StreamRecord,
  data: Buffer,
  userRecords: readonly UserRecord[] | 'too_many',
): Progress {
  const { batch } = tools;
  if (userRecords === 'too_many') return rejectWhole(tools, record, data, TOO_MANY);
  if (!batch.claim(userRecords.length)) {
    return batch.canWait() ? 'postponed' : rejectWhole(tools, record, data, TOO_MANY);
  }
  for (const [subSequence, userRecord] of userRecords.entries()) {
    const compression = compressionOf(userRecord.data);
    if (isLate(tools, compression, subSequence)) return 'late';
    batch.startPart(userRecord.partitionKey, subSequence);
    if (decodePart(tools, userRecord.data, compression) === 'postponed') return 'postponed';
  }
  const first = userRecords.length > MAX_LOGLESS_RECORDS ? batch.firstOfRejects() : undefined;
  if (first === undefined) return 'done';
  const error = `none of its ${userRecords.length} user records is JSON; the first: ${first.error}`;
  return rejectWhole(tools, record, data, { code: first.code, error });
}

/** The entries of all its parts together. */
function rejectSmallEntries(tools: Tools, record: StreamRecord, data: Buffer): void {
  const entries = tools.batch.recordLength();
  if (entries <= MAX_SMALL_ENTRIES) return;
  const reject = refuseSmallEntries(entries, tools.batch.recordBytes());
  if (reject !== undefined) rejectWhole(tools, record, data, reject);
}

/** The record as one entry, whatever was made of it so far. */
function rejectWhole({ batch }: Tools, record: StreamRecord, data: Buffer, reject: Reject): Progress {
  batch.takeBackRecord();
  batch.startPart(record.partitionKey);
  batch.reject(data, reject);
  return 'done';
}

function decodePart(tools: Tools, data: Buffer, compression: Compression | undefined): Progress {
  return compression === undefined ? readPart(tools, data, data) : inflatePart(tools, data, compression);
}

/** @param original the payload as it came, should it have to be rejected whole. */
function readPart({ batch, readPayload }: Tools, payload: Buffer, original: Buffer): Progress {
  const excess = readPayload(payload, batch);
  if (excess === undefined) return 'done';
  if (batch.canWait()) return 'postponed';
  batch.takeBackPart();
  batch.reject(original, excess);
  return 'done';
}

function inflatePart(tools: Tools, data: Buffer, compression: Compression): Progress {
  const { batch, bytes } = tools;
  const maxBytes = bytes.allowance();
  const result = decompress(data, compression, maxBytes);
  const what = `${data.length} bytes of ${compression}`;
  switch (result.status) {
    case 'ok':
      bytes.spend(result.data.length);
      batch.keepRaw(data);
      return readInflated(tools, result.data, data, what);
    case 'over_limit': {
      if (bytes.canWait()) return 'postponed';
      bytes.forfeit(maxBytes);
      const error = `${what} hold more than the ${maxBytes} bytes of output that were left to the record`;
      batch.reject(data, { code: 'too_large_decompressed', error });
      return 'done';
    }
    case 'refused':
      batch.reject(data, { code: result.code, error: `${what} cannot be decompressed: ${result.error}` });
      return 'done';
  }
}

/** Memory is claimed for what is kept: a payload that is rejected as it came leaves its share to the records behind it. */
function readInflated(tools: Tools, payload: Buffer, original: Buffer, what: string): Progress {
  const { batch, bytes } = tools;
  const progress = readPart(tools, payload, original);
  if (progress === 'done' && batch.partLength() > original.length + FREE_ENTRIES) {
    const error = `${what} split into ${batch.partLength()} entries: expected at most ${FREE_ENTRIES} more than bytes`;
    batch.takeBackPart();
    batch.reject(original, { code: 'too_large_decompressed', error });
  }
  if (batch.keepsOnlyRaw()) bytes.release(payload.length);
  return progress;
}
