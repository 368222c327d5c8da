import type { CloudwatchOrigin, Entry } from '../entry.ts';
import { recordIdentity } from '../identity.ts';
import type { Decoded, Fields } from '../log.ts';
import type { Reject } from '../reject.ts';
import type { StreamRecord } from './kinesis-event.ts';
import { createMeter } from './meter.ts';

/** Where an entry stands within its part of the record. */
interface EntryOrigin {
  /** Position in what it was split off (CloudWatch envelope, ndjson). */
  readonly index?: number;
  readonly cloudwatch?: CloudwatchOrigin;
}

/**
 * The entries of one batch while it is decoded. Entries of a record stand side by side, so that an ordinal is the
 * distance from the first; a record that must wait for the next batch is taken back whole.
 */
export interface BatchEntries {
  readonly startRecord: (record: StreamRecord) => void;
  /** A part of the record begins: the record itself, or one KPL user record. */
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
  readonly takeBackRecord: () => void;
  readonly result: () => { readonly entries: readonly Decoded[]; readonly controlMessages: number };
}

const NO_RECORD: Pick<StreamRecord, 'streamName' | 'shardId' | 'sequenceNumber' | 'arrivedAtMs'> = {
  streamName: '',
  shardId: '',
  sequenceNumber: '',
  arrivedAtMs: 0,
};

interface Mark {
  readonly length: number;
  readonly controlMessages: number;
}

/** @param maxSplitEntries how many entries may be split off the records of one batch. */
export const createBatchEntries = (maxSplitEntries: number): BatchEntries => {
  const entries: Decoded[] = [];
  const meter = createMeter({ record: maxSplitEntries, batch: maxSplitEntries });
  let controlMessages = 0;
  let record = NO_RECORD;
  let recordMark: Mark = { length: 0, controlMessages: 0 };
  let partMark = recordMark;
  let partIdentity = '';
  let partKey = '';

  const mark = (): Mark => ({ length: entries.length, controlMessages });
  const rewind = (to: Mark): void => {
    entries.length = to.length;
    controlMessages = to.controlMessages;
  };
  const entryOf = (data: Buffer, origin: EntryOrigin | undefined): Entry => {
    const entry = {
      identity: origin?.index === undefined ? partIdentity : `${partIdentity}/${origin.index}`,
      sequenceNumber: record.sequenceNumber,
      ordinal: entries.length - recordMark.length,
      partitionKey: partKey,
      arrivedAtMs: record.arrivedAtMs,
      data,
    };
    return origin?.cloudwatch === undefined ? entry : { ...entry, cloudwatch: origin.cloudwatch };
  };
  return {
    startRecord: (next) => {
      record = next;
      recordMark = mark();
      meter.startRecord();
    },
    startPart: (partitionKey, subSequence) => {
      partMark = mark();
      partKey = partitionKey;
      partIdentity = recordIdentity(record, subSequence);
    },
    add: (data, fields, origin) => {
      entries.push({ status: 'decoded', entry: entryOf(data, origin), fields });
    },
    reject: (data, reject, origin) => {
      entries.push({ status: 'rejected', entry: entryOf(data, origin), reject });
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
    partLength: () => entries.length - partMark.length,
    takeBackPart: () => rewind(partMark),
    takeBackRecord: () => rewind(recordMark),
    result: () => ({ entries, controlMessages }),
  };
};
