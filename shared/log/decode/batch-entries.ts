import type { Decoded, Fields } from '../log.ts';
import type { Reject } from '../reject.ts';
import { createEntryFactory, type EntryOrigin } from './entry-factory.ts';
import type { StreamRecord } from './kinesis-event.ts';
import { createMeter } from './meter.ts';

/**
 * The entries of the current record, while a batch is decoded: an ordinal is a position in their list. They are handed
 * over when the record is done; a record that must wait for the next batch is taken back whole.
 */
export interface BatchEntries {
  readonly startRecord: (record: StreamRecord) => void;
  /** A part of the record begins: the record itself, or one KPL user record. */
  readonly startPart: (partitionKey: string, subSequence?: number) => void;
  /** The bytes of the part as they came, where it was compressed. A reject of the whole part keeps them. */
  readonly keepRaw: (raw: Buffer) => void;
  readonly add: (data: Buffer, fields: Fields, origin?: EntryOrigin) => void;
  readonly reject: (data: Buffer, reject: Reject, origin?: EntryOrigin) => void;
  readonly addControlMessage: () => void;
  readonly controlMessages: () => number;
  /** Whether `count` more entries may be split off this record; they are then taken as used. */
  readonly claim: (count: number) => boolean;
  /** Whether a claim that failed would succeed at the start of a batch. */
  readonly canWait: () => boolean;
  /**
   * Whether so few entries of the record, and of the batch, were rejected yet that the next one gets a hint, which costs as
   * much as many logs. It is a part of the sentence alone: nothing else of an entry depends on its batch.
   */
  readonly hasHints: () => boolean;
  /** A place that `claim` gave is not used. */
  readonly release: (count: number) => void;
  /** Entries of the part so far. */
  readonly partLength: () => number;
  /** Whether all that the part keeps is its bytes as they came: it is one reject, and what it expanded to is garbage. */
  readonly keepsOnlyRaw: () => boolean;
  /** Why the first entry of the record is rejected, where every one is. */
  readonly firstOfRejects: () => Reject | undefined;
  /** Entries of the record so far. */
  readonly recordLength: () => number;
  /** The bytes of the record's entries. */
  readonly recordBytes: () => number;
  readonly takeBackPart: () => void;
  /** @returns the control messages that are left. */
  readonly takeBackRecord: () => number;
  /** Hands the record's entries over; they are forgotten here. */
  readonly handOver: (take: (decoded: Decoded) => void) => void;
}

/** Rejects of one record with a hint. They look alike where there are more. */
const MAX_HINTED_REJECTS = 100;
/** Of a batch: what data looks like may be found out by decompressing it, which takes a millisecond. */
const MAX_HINTED_IN_BATCH = 1000;

/** @param maxSplitEntries how many entries may be split off the records of one batch. */
export function createBatchEntries(maxSplitEntries: number): BatchEntries {
  // Written over record by record: an array made empty would have to grow anew for each.
  const entries: Decoded[] = [];
  let length = 0;
  const factory = createEntryFactory();
  const counts = createCounts(maxSplitEntries);
  let partStart = 0;
  return {
    ...counts,
    startRecord: (next) => {
      factory.startRecord(next);
      counts.startRecord();
    },
    startPart: (partitionKey, subSequence) => {
      partStart = length;
      counts.startPart();
      factory.startPart(partitionKey, subSequence);
    },
    keepRaw: factory.keepRaw,
    add: (data, fields, origin) => {
      const entry = factory.create(length, data, origin);
      entries[length++] = { status: 'decoded', entry, fields, raw: factory.rawOf(origin) };
    },
    reject: (data, reject, origin) => {
      counts.addReject();
      const entry = factory.create(length, factory.rawOf(origin) ?? data, origin);
      entries[length++] = { status: 'rejected', entry, reject };
    },
    partLength: () => length - partStart,
    keepsOnlyRaw: () => length === partStart + 1 && entries[partStart]?.entry.data === factory.rawOf(undefined),
    firstOfRejects: () => firstOfRejects(entries, length),
    recordLength: () => length,
    recordBytes: () => bytesOf(entries, length),
    takeBackPart: () => {
      length = partStart;
      counts.takeBackPart();
    },
    takeBackRecord: () => {
      length = 0;
      counts.takeBackRecord();
      return counts.controlMessages();
    },
    handOver: (take) => {
      for (let index = 0; index < length; index++) take(entries[index] as Decoded); // as many as were written
      length = 0;
    },
  };
}

function firstOfRejects(entries: readonly Decoded[], length: number): Reject | undefined {
  for (let index = 0; index < length; index++) if (entries[index]?.status === 'decoded') return undefined;
  const [first] = entries;
  return length > 0 && first?.status === 'rejected' ? first.reject : undefined;
}

function bytesOf(entries: readonly Decoded[], length: number): number {
  let bytes = 0;
  for (let index = 0; index < length; index++) bytes += entries[index]?.entry.data.length ?? 0;
  return bytes;
}

/** Control messages, and places for entries. What a part or a record counted is taken back with it. */
function createCounts(maxSplitEntries: number) {
  const meter = createMeter({ record: maxSplitEntries, batch: maxSplitEntries });
  let controlMessages = 0;
  let [rejects, rejectsOfBatch] = [0, 0];
  // Plain numbers, as a record or a part begins with each log.
  let [recordControls, recordClaims] = [0, 0];
  let [partControls, partClaims] = [0, 0];
  return {
    startRecord: (): void => {
      recordControls = controlMessages;
      recordClaims = 0;
      rejects = 0;
      meter.startRecord();
    },
    startPart: (): void => {
      partControls = controlMessages;
      partClaims = 0;
    },
    addReject: (): void => {
      rejects++;
      rejectsOfBatch++;
    },
    hasHints: (): boolean => rejects < MAX_HINTED_REJECTS && rejectsOfBatch < MAX_HINTED_IN_BATCH,
    addControlMessage: (): void => void controlMessages++,
    controlMessages: (): number => controlMessages,
    claim: (count: number): boolean => {
      if (!meter.claim(count)) return false;
      recordClaims += count;
      partClaims += count;
      return true;
    },
    release: (count: number): void => {
      meter.release(count);
      recordClaims -= count;
      partClaims -= count;
    },
    canWait: meter.canWait,
    takeBackPart: (): void => {
      controlMessages = partControls;
      meter.release(partClaims);
      recordClaims -= partClaims;
      partClaims = 0;
    },
    takeBackRecord: (): void => {
      controlMessages = recordControls;
      meter.release(recordClaims);
      recordClaims = 0;
    },
  };
}
