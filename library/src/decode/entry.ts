import type { CloudwatchOrigin, Entry } from '../../../shared/log/entry.ts';
import type { Decoded } from '../../../shared/log/log.ts';
import type { RejectCode } from '../../../shared/log/reject.ts';
import type { BadRecord } from './read-records.ts';

/** Where an entry came from. */
export interface EntryOrigin {
  /** `streamName/shardId/sequenceNumber[.subSequence][/index]`: the same in every retry, and for no other entry. */
  readonly identity: string;
  /** Of the Kinesis record that carried the entry: decimal text; compare as BigInt. Report it in `batchItemFailures`. */
  readonly sequenceNumber: string;
  /** Position in the KPL aggregate, from 0; absent where the record is none. */
  readonly subSequence?: number | undefined;
  /** Of the KPL user record where there is one, else of the Kinesis record; absent where the stream distributes records by itself. */
  readonly partitionKey?: string | undefined;
  /** Epoch milliseconds at which Kinesis took the record. */
  readonly arrivedAtMs: number;
  /** The original bytes, never a re-serialisation. */
  readonly data: Buffer;
  /** The log event's own origin, if CloudWatch Logs carried it. */
  readonly cloudwatch?: CloudwatchOrigin | undefined;
}

/** One payload: a record, a KPL user record, a CloudWatch log event or a line of ndjson. */
export interface KinesisEntry extends EntryOrigin {
  readonly status: 'entry';
  /** Values at the paths of the option `pick`, in its order; `undefined` where a path leads to nothing. */
  readonly picked?: readonly unknown[] | undefined;
}

/**
 * Why there is no entry: a code of the decoder, `bad_record` for something in the event that is no record, or `bad_event`
 * for something that is no event.
 */
export type RejectReason = RejectCode | 'bad_record' | 'bad_event';

/** A payload that is no entry. Its bytes are kept: those that came, still compressed where the whole was compressed. */
export interface RejectedEntry extends Partial<EntryOrigin> {
  readonly status: 'rejected';
  readonly reason: RejectReason;
  /** A sentence that names what was expected and what came. */
  readonly error: string;
}

/** Result of decoding one payload. */
export type DecodedEntry = KinesisEntry | RejectedEntry;

/** The result as users of the library get it. */
export function toDecodedEntry(result: Decoded | BadRecord): DecodedEntry {
  switch (result.status) {
    case 'decoded':
      return { status: 'entry', ...originOf(result.entry), picked: result.fields.picked };
    case 'rejected':
      return { status: 'rejected', reason: result.reject.code, error: result.reject.error, ...originOf(result.entry) };
    case 'bad':
      return { ...result, status: 'rejected' };
  }
}

/** The origin of an entry of the decoder, where an empty partition key stands for none. */
export function originOf(entry: Entry): EntryOrigin {
  const { ordinal: _, ...origin } = entry;
  return { ...origin, subSequence: subSequenceOf(entry), partitionKey: entry.partitionKey || undefined };
}

/** `…/sequenceNumber.subSequence[/index]`: names of streams may hold dots, so only what is behind two slashes counts. */
function subSequenceOf({ identity, sequenceNumber }: Entry): number | undefined {
  const shard = identity.indexOf('/', identity.indexOf('/') + 1);
  const end = shard + 1 + sequenceNumber.length;
  return identity[end] === '.' ? Number.parseInt(identity.slice(end + 1), 10) : undefined;
}
