import type { CloudwatchOrigin, Entry } from '../entry.ts';
import { identityPrefix, recordIdentity } from '../identity.ts';
import type { Decoded, Fields } from '../log.ts';
import type { Reject } from '../reject.ts';
import type { StreamRecord } from './kinesis-event.ts';
import { createMeter } from './meter.ts';

/** Origin of an entry within its part of the record. */
interface EntryOrigin {
  /** Position in what it was split off (CloudWatch envelope, ndjson). */
  readonly index?: number;
  readonly cloudwatch?: CloudwatchOrigin;
}

/**
 * The entries of the current record, while a batch is decoded: an ordinal is an index in their list. They are handed
 * over when the record is done; a record that must wait for the next batch is taken back whole.
 */
export interface BatchEntries {
  readonly startRecord: (record: StreamRecord) => void;
  /** Starts a part of the record: the record itself, or one KPL user record. */
  readonly startPart: (partitionKey: string, subSequence?: number) => void;
  readonly add: (data: Buffer, fields: Fields, origin?: EntryOrigin) => void;
  readonly reject: (data: Buffer, reject: Reject, origin?: EntryOrigin) => void;
  readonly addControlMessage: () => void;
  readonly controlMessages: () => number;
  /** Whether `count` more entries may be split off this record; they are then taken as used. */
  readonly claim: (count: number) => boolean;
  /** Whether a claim that failed would succeed at the start of a batch. */
  readonly canWait: () => boolean;
  /** Entries of the part so far. */
  readonly partLength: () => number;
  readonly takeBackPart: () => void;
  /** @returns the control messages that are left. */
  readonly takeBackRecord: () => number;
  /** Hands the record's entries over; they are forgotten here. */
  readonly handOver: (take: (decoded: Decoded) => void) => void;
}

const NO_RECORD: StreamRecord = {
  streamName: '',
  shardId: '',
  sequenceNumber: '',
  partitionKey: '',
  arrivedAtMs: 0,
  data: '',
};

/** @param maxSplitEntries how many entries may be split off the records of one batch. */
export function createBatchEntries(maxSplitEntries: number): BatchEntries {
  // Written over record by record: an array made empty would have to grow anew for each.
  const entries: Decoded[] = [];
  let length = 0;
  const meter = createMeter({ record: maxSplitEntries, batch: maxSplitEntries });
  const factory = createEntryFactory();
  let controlMessages = 0;
  // Where record and part began, to go back to: plain numbers, as there is one of each a log.
  let recordControls = 0;
  let partStart = 0;
  let partControls = 0;
  return {
    startRecord: (record) => {
      factory.startRecord(record);
      recordControls = controlMessages;
      meter.startRecord();
    },
    startPart: (partitionKey, subSequence) => {
      factory.startPart(partitionKey, subSequence);
      partStart = length;
      partControls = controlMessages;
    },
    add: (data, fields, origin) => {
      entries[length] = { status: 'decoded', entry: factory.create(length, data, origin), fields };
      length++;
    },
    reject: (data, reject, origin) => {
      entries[length] = { status: 'rejected', entry: factory.create(length, data, origin), reject };
      length++;
    },
    addControlMessage: () => {
      controlMessages++;
    },
    controlMessages: () => controlMessages,
    claim: (count) => {
      const fits = count <= meter.allowance();
      if (fits) meter.spend(count);
      return fits;
    },
    canWait: meter.canWait,
    partLength: () => length - partStart,
    takeBackPart: () => {
      length = partStart;
      controlMessages = partControls;
    },
    takeBackRecord: () => {
      length = 0;
      controlMessages = recordControls;
      return controlMessages;
    },
    handOver: (take) => {
      // There are as many as were written.
      for (let index = 0; index < length; index++) take(entries[index] as Decoded);
      length = 0;
    },
  };
}

/** Creates entries of the current record and part. */
function createEntryFactory() {
  let record = NO_RECORD;
  let prefix = identityPrefix(NO_RECORD);
  let partIdentity = '';
  let partKey = '';
  return {
    startRecord: (next: StreamRecord): void => {
      if (next.shardId !== record.shardId || next.streamName !== record.streamName) prefix = identityPrefix(next);
      record = next;
    },
    startPart: (partitionKey: string, subSequence: number | undefined): void => {
      partKey = partitionKey;
      partIdentity = recordIdentity(prefix, record.sequenceNumber, subSequence);
    },
    create: (ordinal: number, data: Buffer, origin: EntryOrigin | undefined): Entry => {
      const { sequenceNumber, arrivedAtMs } = record;
      const partitionKey = partKey;
      const identity = origin?.index === undefined ? partIdentity : `${partIdentity}/${origin.index}`;
      return { identity, sequenceNumber, ordinal, partitionKey, arrivedAtMs, data, cloudwatch: origin?.cloudwatch };
    },
  };
}
