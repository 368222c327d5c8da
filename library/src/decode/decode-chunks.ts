import { createEachDecoder, type DecodeEach, type DecodeOptions } from '../../../shared/log/decode/decode-records.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { Decoded } from '../../../shared/log/log.ts';
import { type BadRecord, readChunks } from './read-records.ts';

/**
 * The entries of an event, in order, and what in it is no record. About one record's output is held at a time: when the
 * share of a record is used up by several, decoding goes on with the next one only after their entries were taken.
 */
export function* decodeChunks(
  event: unknown,
  options: DecodeOptions,
  nowMs: number,
): Generator<Decoded | BadRecord, undefined> {
  const decode = createEachDecoder(options);
  for (const chunk of readChunks(event, nowMs)) {
    if (chunk.status === 'bad') yield chunk;
    else yield* decodeAll(chunk.records, decode);
  }
}

function* decodeAll(records: readonly StreamRecord[], decode: DecodeEach): Generator<Decoded, undefined> {
  let entries: Decoded[] = [];
  for (let from = 0; from < records.length; ) {
    entries = [];
    const rest = from === 0 ? records : records.slice(from);
    const { cutAt } = decode(rest, (decoded) => entries.push(decoded));
    const done = cutAt === undefined ? rest.length : indexOfOnly(rest, cutAt);
    if (done === undefined) return yield* decodeEach(rest, decode);
    yield* entries;
    from += done;
  }
}

/** `undefined` where two records share the number, which no stream does: the index is not known then. */
function indexOfOnly(records: readonly StreamRecord[], sequenceNumber: string): number | undefined {
  const isIt = (record: StreamRecord): boolean => record.sequenceNumber === sequenceNumber;
  const index = records.findIndex(isIt);
  return index > 0 && records.findLastIndex(isIt) === index ? index : undefined;
}

/** Alone, a record is always decoded. */
function* decodeEach(records: readonly StreamRecord[], decode: DecodeEach): Generator<Decoded, undefined> {
  for (const record of records) {
    const entries: Decoded[] = [];
    decode([record], (decoded) => entries.push(decoded));
    yield* entries;
  }
}
