import type { Decoded, DecodedBatch, DecodedSummary } from '../log.ts';
import { type BatchEntries, createBatchEntries } from './batch-entries.ts';
import { type Compression, compressionOf, decompress } from './compression.ts';
import type { StreamRecord } from './kinesis-event.ts';
import { readAggregate } from './kpl.ts';
import { createMeter, type Meter } from './meter.ts';
import { createPayloadReader, type PayloadOptions, type ReadPayload } from './read-payload.ts';

/** How Kinesis records are taken apart. */
export interface DecodeOptions extends PayloadOptions {
  /** Output of all decompression within one Kinesis record, in bytes. */
  readonly maxDecompressedBytes: number;
  /** Output of all decompression within one batch, in bytes. */
  readonly maxBatchDecompressedBytes: number;
}

/** Options of `createDecoder`. */
interface Tools {
  readonly batch: BatchEntries;
  readonly bytes: Meter;
  readonly readPayload: ReadPayload;
}

/** An entry takes about this much memory on top of its bytes. */
const ENTRY_BYTES = 1024;
const MIN_SPLIT_ENTRIES = 50_000;

/** Decodes records and hands each entry over, in order, as soon as its whole record is decoded. */
export type DecodeEach = (records: readonly StreamRecord[], take: (decoded: Decoded) => void) => DecodedSummary;

/** `postponed`: the batch's share is used up, and in a batch of its own the record would be allowed more. */
type Progress = 'done' | 'postponed';

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
  return (records, take) => {
    const batch = createBatchEntries(maxSplitEntries);
    const bytes = createMeter({ record: maxDecompressedBytes, batch: maxBatchDecompressedBytes });
    const tools: Tools = { batch, bytes, readPayload };
    let bytesIn = 0;
    for (const record of records) {
      const data = Buffer.from(record.data, 'base64');
      batch.startRecord(record);
      bytes.startRecord();
      if (decodeRecord(tools, record, data) === 'postponed') {
        return { controlMessages: batch.takeBackRecord(), bytesIn, cutAt: record.sequenceNumber };
      }
      batch.handOver(take);
      bytesIn += data.length;
    }
    return { controlMessages: batch.controlMessages(), bytesIn };
  };
}

function decodeRecord(tools: Tools, record: StreamRecord, data: Buffer): Progress {
  const userRecords = readAggregate(data);
  if (userRecords === undefined) {
    tools.batch.startPart(record.partitionKey);
    return decodePart(tools, data);
  }
  for (const [subSequence, userRecord] of userRecords.entries()) {
    tools.batch.startPart(userRecord.partitionKey, subSequence);
    if (decodePart(tools, userRecord.data) === 'postponed') return 'postponed';
  }
  return 'done';
}

function decodePart(tools: Tools, data: Buffer): Progress {
  const compression = compressionOf(data);
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
      return readPart(tools, result.data, data);
    case 'over_limit': {
      if (bytes.canWait()) return 'postponed';
      bytes.spend(maxBytes);
      const error = `${what} hold more than the ${maxBytes} bytes of output that were left to the record`;
      batch.reject(data, { code: 'too_large_decompressed', error });
      return 'done';
    }
    case 'refused':
      bytes.waste(result.maxOutputBytes);
      batch.reject(data, { code: result.code, error: `${what} cannot be decompressed: ${result.error}` });
      return 'done';
  }
}
