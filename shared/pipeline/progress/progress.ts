import type { Result } from '../result.ts';

/** What is known of one Kinesis record whose batch did not settle as a whole. */
export interface RecordProgress {
  /** Entries that the record decoded to; where it differs now, the rest does not apply. */
  readonly entries: number;
  /** Per target, the ordinals of the entries that are settled. */
  readonly settled: ReadonlyMap<string, ReadonlySet<number>>;
  /** Per target, counted attempts by ordinal. */
  readonly attempts: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** By sequence number. */
export type Progress = ReadonlyMap<string, RecordProgress>;

type Place = Pick<Result, 'entry' | 'target'>;

/**
 * A view of earlier progress on the batch at hand.
 * @param entryCounts entries per sequence number, as this invocation decoded them.
 */
export interface Recollection {
  readonly isSettled: (place: Place) => boolean;
  readonly attempts: (place: Place) => number;
}

/** What a batch remembers that no row speaks of. */
export const NOTHING: Recollection = { isSettled: () => false, attempts: () => 0 };

interface Draft {
  entries: number;
  readonly settled: Map<string, Set<number>>;
  readonly attempts: Map<string, Map<number, number>>;
}

/** Looks entries up in earlier progress, leaving aside records that decode otherwise today. */
export function recollect(progress: Progress, entryCounts: ReadonlyMap<string, number>): Recollection {
  const recordOf = ({ entry }: Place): RecordProgress | undefined => {
    const record = progress.get(entry.sequenceNumber);
    return record?.entries === entryCounts.get(entry.sequenceNumber) ? record : undefined;
  };
  return {
    isSettled: (place) => recordOf(place)?.settled.get(place.target)?.has(place.entry.ordinal) ?? false,
    attempts: (place) => recordOf(place)?.attempts.get(place.target)?.get(place.entry.ordinal) ?? 0,
  };
}

/** Unites what several rows know; where they differ the larger number of attempts counts. */
export function mergeProgress(parts: readonly Progress[]): Progress {
  const drafts = new Map<string, Draft>();
  for (const part of parts) {
    for (const [sequenceNumber, record] of part) addRecord(draftOf(drafts, sequenceNumber, record.entries), record);
  }
  return drafts;
}

function addRecord(draft: Draft, record: RecordProgress): void {
  if (record.entries !== draft.entries) return;
  for (const [target, ordinals] of record.settled) {
    const settled = childOf(draft.settled, target, () => new Set<number>());
    for (const ordinal of ordinals) settled.add(ordinal);
  }
  for (const [target, counts] of record.attempts) {
    const attempts = childOf(draft.attempts, target, () => new Map<number, number>());
    for (const [ordinal, count] of counts) attempts.set(ordinal, Math.max(count, attempts.get(ordinal) ?? 0));
  }
}

function childOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function draftOf(drafts: Map<string, Draft>, sequenceNumber: string, entries: number): Draft {
  return childOf(drafts, sequenceNumber, () => ({ entries, settled: new Map(), attempts: new Map() }));
}

/** What this invocation adds: settled deliveries, and the attempts of those that are not. */
export function progressOf(results: readonly Result[], entryCounts: ReadonlyMap<string, number>): Progress {
  const drafts = new Map<string, Draft>();
  for (const { entry, target, outcome, attempts } of results) {
    const isOpen = outcome.status === 'retryable';
    if (outcome.status === 'filtered' || (isOpen && attempts === 0)) continue;
    const draft = draftOf(drafts, entry.sequenceNumber, entryCounts.get(entry.sequenceNumber) ?? 0);
    if (isOpen) childOf(draft.attempts, target, () => new Map<number, number>()).set(entry.ordinal, attempts);
    else childOf(draft.settled, target, () => new Set<number>()).add(entry.ordinal);
  }
  return drafts;
}
