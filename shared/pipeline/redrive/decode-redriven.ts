import { isUtf8 } from 'node:buffer';
import type { DecodeEach } from '../../log/decode/decode-records.ts';
import type { StreamRecord } from '../../log/decode/kinesis-event.ts';
import type { Entry } from '../../log/entry.ts';
import type { RedriveRecord } from './redrive-event.ts';

/** The function's own decoders. */
export interface RedriveDecoders {
  /** Of a record as it arrived: in the function's `RECORD_FORMAT`. */
  readonly whole: DecodeEach;
  /** Of a line or log event that was split off its record: one JSON text. */
  readonly piece: DecodeEach;
}

const NO_STREAM = 'redrive';

/**
 * The records of an operator's event as records of a stream. The sequence number is the position in the event, from 0;
 * {@link createRedriveDecoder} gives their entries the identities of the first try.
 */
export function toStreamRecords(records: readonly RedriveRecord[]): readonly StreamRecord[] {
  return records.map(({ partitionKey, arrivedAt, data }, index) => ({
    streamName: NO_STREAM,
    shardId: NO_STREAM,
    sequenceNumber: `${index}`,
    partitionKey,
    arrivedAtMs: Date.parse(arrivedAt),
    data,
  }));
}

/**
 * Decodes the records of an operator's event as at their first try. What was split off its record then is not split
 * again, and a message of CloudWatch Logs gets its envelope back, so that `CLOUDWATCH_WRAP` and the event time apply.
 */
export function createRedriveDecoder({ whole, piece }: RedriveDecoders, given: readonly RedriveRecord[]): DecodeEach {
  return (records, take, deadline) => {
    const isPieceAt = given.map(isPiece);
    const pieces = records.filter((_, index) => isPieceAt[index]).map((record) => inEnvelope(record, given));
    const wholes = records.filter((_, index) => !isPieceAt[index]);
    const takeRenamed: typeof take = (decoded) => take({ ...decoded, entry: rename(decoded.entry, given) });
    const first = piece(pieces, takeRenamed, deadline);
    if (first.cutAt !== undefined || wholes.length === 0) return first;
    const second = whole(wholes, takeRenamed, deadline);
    return {
      ...second,
      controlMessages: first.controlMessages + second.controlMessages,
      bytesIn: first.bytesIn + second.bytesIn,
    };
  };
}

/** An identity with an index, or of a line of the archive. */
function isPiece({ identity }: RedriveRecord): boolean {
  return identity.split('/', 4).length === 4;
}

function inEnvelope(record: StreamRecord, given: readonly RedriveRecord[]): StreamRecord {
  const { cloudwatch, data } = originalOf(record, given);
  const bytes = Buffer.from(data, 'base64');
  if (cloudwatch === undefined || !isUtf8(bytes)) return record;
  const { owner, logGroup, logStream, eventId: id, eventTimeMs: timestamp, systemFields: extractedFields } = cloudwatch;
  const logEvents = [{ id, timestamp, message: bytes.toString(), extractedFields }];
  const envelope = { messageType: 'DATA_MESSAGE', owner, logGroup, logStream, subscriptionFilters: [], logEvents };
  return { ...record, data: Buffer.from(JSON.stringify(envelope)).toString('base64') };
}

/** The identity of the first try, and what decoding appended to it now. */
function rename(entry: Entry, given: readonly RedriveRecord[]): Entry {
  const original = originalOf(entry, given);
  const suffix = entry.identity.slice(`${NO_STREAM}/${NO_STREAM}/${entry.sequenceNumber}`.length);
  // The only log event of an envelope that was made here.
  const added = suffix === '/0' && isPiece(original) ? '' : suffix;
  return { ...entry, identity: original.identity + added };
}

function originalOf(
  { sequenceNumber }: { readonly sequenceNumber: string },
  given: readonly RedriveRecord[],
): RedriveRecord {
  return given[Number(sequenceNumber)] as RedriveRecord; // toStreamRecords numbers them
}
