import type { StreamRecord } from '../../log/decode/kinesis-event.ts';
import { padSequenceNumber } from '../../log/sequence.ts';
import type { MarkedBatch, TrackedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import type { LoadedRow } from './plan-progress.ts';
import type { ProgressStore } from './progress-store.ts';
import type { Recall } from './start-reading.ts';

/** Options of {@link markStart}. */
export interface MarkOptions {
  readonly recall: Recall;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Memory of the process. */
  readonly survivedMarks: SurvivedMarks;
}

/** So many invocations died of a record before it is no longer looked into. */
export const MAX_CRASHES = 2;

/** A batch waits for at most 5 minutes to become full: an older record has probably been tried before. */
const SUSPICIOUS_AGE_MS = 600_000;

/**
 * Finds the record that kills the function. The event source divides a batch that died until one record is left; an
 * invocation with one record leaves a mark in its progress row before it looks into the record, and takes the mark away
 * when it ends. A record with {@link MAX_CRASHES} marks has killed as many invocations; marks of this process do not
 * count, since it is alive: it ended and could not write to the table.
 *
 * A healthy batch costs no write: a mark is left only by the first invocation of a process, since a crash always ends
 * one, or where the record is old. Without the table there are no marks, and nothing else changes.
 */
export function markStart(
  store: ProgressStore,
  { recall, now, survivedMarks }: MarkOptions,
): Stage<TrackedBatch, MarkedBatch> {
  let isFirst = true;
  return async (batch) => {
    const wasFirst = isFirst;
    isFirst = false;
    const [record] = batch.records;
    if (record === undefined || batch.records.length > 1) return batch;
    const isSuspicious = wasFirst || now() - record.arrivedAtMs > SUSPICIOUS_AGE_MS;
    // Where progress is read for each batch, the row is there without another call.
    if (!isSuspicious && recall === 'onFailure') return batch;
    try {
      return await marked({ store, survivedMarks }, batch, record, isSuspicious);
    } catch {
      return batch;
    }
  };
}

/** Marks that this process wrote and outlived: an invocation that ended without clearing its mark did not die. */
export interface SurvivedMarks {
  readonly count: (sequenceNumber: string) => number;
  readonly add: (sequenceNumber: string) => void;
}

/** Only the last record is remembered: a shard that does not go on comes again with the same one. */
export function createSurvivedMarks(): SurvivedMarks {
  let last: { readonly sequenceNumber: string; readonly marks: number } | undefined;
  const count = (sequenceNumber: string): number => (last?.sequenceNumber === sequenceNumber ? last.marks : 0);
  return {
    count,
    add: (sequenceNumber) => {
      last = { sequenceNumber, marks: count(sequenceNumber) + 1 };
    },
  };
}

async function marked(
  { store, survivedMarks }: { readonly store: ProgressStore; readonly survivedMarks: SurvivedMarks },
  batch: TrackedBatch,
  { sequenceNumber }: StreamRecord,
  isSuspicious: boolean,
): Promise<MarkedBatch> {
  const rows = await batch.readRows();
  const own = rows.find(({ checkpoint }) => checkpoint === padSequenceNumber(sequenceNumber));
  const starts = own?.starts ?? 0;
  const known = { ...batch, readRows: () => Promise.resolve(rows) };
  if (starts - survivedMarks.count(sequenceNumber) >= MAX_CRASHES) {
    return { ...known, isCrashed: true, ...(own !== undefined && { startMark: own }) };
  }
  if (!isSuspicious && starts === 0) return known;
  const startMark = await store.markStart(batch.progressKey, sequenceNumber, own);
  survivedMarks.add(sequenceNumber);
  const now: readonly LoadedRow[] = [...rows.filter((row) => row !== own), startMark];
  return { ...batch, startMark, readRows: () => Promise.resolve(now) };
}
