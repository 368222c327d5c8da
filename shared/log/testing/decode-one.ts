import { createDecoder, type DecodeOptions } from '../decode/decode-records.ts';
import { ALL_PARTS } from '../decode/decoder-parts.ts';
import type { Decoded } from '../log.ts';
import { streamRecord } from './stream-records.ts';

const MEBI = 1024 * 1024;

/** A decoder's options as a service has them by default, with 256 MiB a batch. */
export const DECODE_OPTIONS: DecodeOptions = {
  parts: ALL_PARTS,
  maxDecompressedBytes: 64 * MEBI,
  maxBatchDecompressedBytes: 256 * MEBI,
  recordFormat: 'json',
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  cloudwatchWrap: [],
};

/** The identity of the one record that `decodeOne` decodes. */
export const RECORD_ID = 'logs/shardId-000000000001/49600000000000000000000001';

/** Decodes one record with the default options, some of them replaced. */
export function decodeOne(data: Buffer | string, options: Partial<DecodeOptions> = {}): readonly Decoded[] {
  return createDecoder({ ...DECODE_OPTIONS, ...options })([streamRecord(data)]).entries;
}

/** The result for an entry, in short: identity after the record's, then the id read or the reject's code. */
export function brief(decoded: Decoded): string {
  const result = decoded.status === 'decoded' ? `id ${decoded.fields.logId}` : decoded.reject.code;
  return `${decoded.entry.identity.slice(RECORD_ID.length)} ${result}`.trim();
}
