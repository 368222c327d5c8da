import { isRetryable, type JudgedResult, type Result } from '../result.ts';

/** Progress of one Kinesis record whose batch did not settle as a whole. */
export interface RecordProgress {
  /** Entries that the record decoded to; where it decodes to another number now, its progress does not apply. */
  readonly entries: number;
  /** Per target, the ordinals of the entries that are settled. */
  readonly settled: ReadonlyMap<string, ReadonlySet<number>>;
  /** Per target, counted attempts by ordinal. */
  readonly attempts: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** By sequence number. */
export type Progress = ReadonlyMap<string, RecordProgress>;

/** An entry at a target. */
type AtTarget = Pick<Result, 'entry' | 'target'>;

/** Progress of earlier invocations, looked up for the entries of this batch. */
export interface EarlierProgress {
  readonly isSettled: (at: AtTarget) => boolean;
  /** Invocations that counted against `MAX_ATTEMPTS`. */
  readonly attempts: (at: AtTarget) => number;
  /** The progress of a record, also where it does not apply since the record decodes to another number of entries now. */
  readonly recordOf: (sequenceNumber: string) => RecordProgress | undefined;
}

/** The progress of a batch without rows. */
export const NO_PROGRESS: EarlierProgress = { isSettled: () => false, attempts: () => 0, recordOf: () => undefined };

interface Draft {
  entries: number;
  readonly settled: Map<string, Set<number>>;
  readonly attempts: Map<string, Map<number, number>>;
}

/**
 * Looks entries up in earlier progress. Records that decode to another number of entries now are left out.
 * @param entryCounts entries by sequence number, as this invocation decoded them.
 */
export function lookUpProgress(progress: Progress, entryCounts: ReadonlyMap<string, number>): EarlierProgress {
  const recordOf = ({ entry }: AtTarget): RecordProgress | undefined => {
    const record = progress.get(entry.sequenceNumber);
    return record?.entries === entryCounts.get(entry.sequenceNumber) ? record : undefined;
  };
  return {
    isSettled: (at) => recordOf(at)?.settled.get(at.target)?.has(at.entry.ordinal) ?? false,
    attempts: (at) => recordOf(at)?.attempts.get(at.target)?.get(at.entry.ordinal) ?? 0,
    recordOf: (sequenceNumber) => progress.get(sequenceNumber),
  };
}

/** The union of several rows; where they differ the larger number of attempts counts. */
export function mergeProgress(parts: readonly Progress[]): Progress {
  const drafts = new Map<string, Draft>();
  for (const part of parts) {
    for (const [sequenceNumber, record] of part) addRecord(draftOf(drafts, sequenceNumber, record.entries), record);
  }
  return drafts;
}

/** The progress of this invocation: settled deliveries, and the counted attempts of the others. */
export function progressOf(results: readonly JudgedResult[], entryCounts: ReadonlyMap<string, number>): Progress {
  const drafts = new Map<string, Draft>();
  for (const result of results) {
    const { entry, target, outcome } = result;
    const isOpen = isRetryable(result);
    if (outcome.status === 'filtered' || (isOpen && result.attempts === 0)) continue;
    const draft = draftOf(drafts, entry.sequenceNumber, entryCounts.get(entry.sequenceNumber) ?? 0);
    if (isOpen) childOf(draft.attempts, target, () => new Map<number, number>()).set(entry.ordinal, result.attempts);
    else childOf(draft.settled, target, () => new Set<number>()).add(entry.ordinal);
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

function draftOf(drafts: Map<string, Draft>, sequenceNumber: string, entries: number): Draft {
  return childOf(drafts, sequenceNumber, () => ({ entries, settled: new Map(), attempts: new Map() }));
}

function childOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
