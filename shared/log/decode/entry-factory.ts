import type { CloudwatchOrigin, Entry } from '../entry.ts';
import { identityPrefix, recordIdentity } from '../identity.ts';
import type { StreamRecord } from './kinesis-event.ts';

/** Position of an entry within its part of the record. */
export interface EntryOrigin {
  /** Position in what it was split off (CloudWatch envelope, ndjson). */
  readonly index?: number;
  readonly cloudwatch?: CloudwatchOrigin;
}

/** Makes the entries of one record after the other. */
export interface EntryFactory {
  readonly startRecord: (record: StreamRecord) => void;
  readonly startPart: (partitionKey: string, subSequence?: number) => void;
  /** The bytes of the part as they came, where it was compressed. */
  readonly keepRaw: (raw: Buffer) => void;
  /** Those bytes, for an entry that is the whole part. */
  readonly rawOf: (origin: EntryOrigin | undefined) => Buffer | undefined;
  /** @param ordinal position among the record's entries. */
  readonly create: (ordinal: number, data: Buffer, origin: EntryOrigin | undefined) => Entry;
}

const NO_RECORD: StreamRecord = {
  streamName: '',
  shardId: '',
  sequenceNumber: '',
  partitionKey: '',
  arrivedAtMs: 0,
  data: '',
};

/** Builds the factory. What the entries of a record or part share is made once for all of them. */
export function createEntryFactory(): EntryFactory {
  let record = NO_RECORD;
  let prefix = identityPrefix(NO_RECORD);
  let partIdentity = '';
  let partitionKey = '';
  let raw: Buffer | undefined;
  return {
    startRecord: (next) => {
      if (next.shardId !== record.shardId || next.streamName !== record.streamName) prefix = identityPrefix(next);
      record = next;
    },
    startPart: (key, subSequence) => {
      partitionKey = key;
      raw = undefined;
      partIdentity = recordIdentity(prefix, record.sequenceNumber, subSequence);
    },
    keepRaw: (bytes) => {
      raw = bytes;
    },
    rawOf: (origin) => (origin === undefined ? raw : undefined),
    create: (ordinal, data, origin) => {
      const { sequenceNumber, arrivedAtMs } = record;
      const identity = origin?.index === undefined ? partIdentity : `${partIdentity}/${origin.index}`;
      return { identity, sequenceNumber, ordinal, partitionKey, arrivedAtMs, data, cloudwatch: origin?.cloudwatch };
    },
  };
}
