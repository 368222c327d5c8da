import { createEachDecoder, type DecodeEach, type DecodeOptions } from '../../../shared/log/decode/decode-records.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { Decoded } from '../../../shared/log/log.ts';
import { type BadRecord, readChunks } from './read-records.ts';

/**
 * The entries of an event, in order, and what in it is no record. About one record's output is held at a time: when the
 * share of a record is used up by several, they are decoded one by one, each after the entries of the one before were taken.
 */
export function* decodeChunks(
  event: unknown,
  options: DecodeOptions,
  nowMs: number,
): Generator<Decoded | BadRecord, undefined> {
  const decode = createEachDecoder(options);
  for (const chunk of readChunks(event, nowMs)) {
    if ('status' in chunk) yield chunk;
    else yield* decodeAll(chunk, decode);
  }
}

function* decodeAll(records: readonly StreamRecord[], decode: DecodeEach): Generator<Decoded, undefined> {
  const entries: Decoded[] = [];
  const { cutAt } = decode(records, (decoded) => entries.push(decoded));
  if (cutAt === undefined) return yield* entries;
  entries.length = 0; // they are held no longer
  // Alone, a record is always decoded.
  for (const record of records) yield* decodeAll([record], decode);
}
