import { compareSequenceNumbers, padSequenceNumber } from '../../log/sequence.ts';
import type { JudgedResult } from '../result.ts';
import { mergeProgress, type Progress, progressOf } from './progress.ts';

/** The hold of a shard: its destination is out of reach. Times are epoch milliseconds. */
export interface Hold {
  /** When the records at the checkpoint were first tried without success. */
  readonly sinceMs: number;
  /** When they were last tried. */
  readonly triedAtMs: number;
  /** When the record at the checkpoint arrived: the longest hold and the stream's retention count from here. */
  readonly arrivedAtMs: number;
}

/** A row as it was read. */
export interface LoadedRow {
  /** Sequence number of the row's checkpoint, padded as the table keeps it. */
  readonly checkpoint: string;
  readonly progress: Progress;
  /** Invocations that began with the record at the checkpoint alone, and of which nothing was heard again. */
  readonly starts: number;
  /** Absent: what is at the checkpoint was only not decoded or not tried, or the row only marks a start. */
  readonly hold?: Hold;
}

/** Changes of the progress table, and where the shard goes on. */
export interface ProgressPlan {
  /** Lowest sequence number that must come again; absent: the batch is settled. */
  readonly checkpoint?: string;
  /** Progress to keep at that checkpoint; absent where there is none. */
  readonly keep?: Progress;
  /** The hold to keep with it, also where no progress is. */
  readonly hold?: Hold;
  /** Rows that are settled, or that the new one replaces. */
  readonly remove: readonly LoadedRow[];
}

interface PlanInput {
  readonly results: readonly JudgedResult[];
  readonly rows: readonly LoadedRow[];
  readonly entryCounts: ReadonlyMap<string, number>;
  /** Highest sequence number of the batch. */
  readonly last: string;
  /** First record that was not decoded: memory or time for it was used up. */
  readonly cutAt?: string;
  /** When the invocation began, and now; epoch milliseconds. */
  readonly startedAtMs: number;
  readonly nowMs: number;
}

/**
 * Decides what the progress table must hold after this invocation. Nothing is kept for a settled batch;
 * a row that reaches past the batch (after a bisect) stays until the batch that covers its end.
 */
export function planProgress(input: PlanInput): ProgressPlan {
  const own = input.rows.filter((row) => isOwn(row, input));
  const checkpoint = lowestToRepeat(input);
  if (checkpoint === undefined) return { remove: own.filter((row) => isPast(row, input.last)) };
  const known = [...own.map((row) => row.progress), progressOf(input.results, input.entryCounts)];
  const keep = fromCheckpoint(mergeProgress(known), checkpoint);
  const hold = holdAt(checkpoint, own, input);
  const kept = keep.size > 0 || hold !== undefined;
  return { checkpoint, ...(kept && { keep }), ...(hold !== undefined && { hold }), remove: own };
}

/** `undefined`: the record at the checkpoint is only not decoded, or not tried, yet. */
function holdAt(
  checkpoint: string,
  own: readonly LoadedRow[],
  { results, startedAtMs, nowMs }: PlanInput,
): Hold | undefined {
  const held = results.find((result) => isHeldAt(result, checkpoint));
  if (held === undefined) return undefined;
  const sinceMs = Math.min(startedAtMs, ...own.flatMap(({ hold }) => hold?.sinceMs ?? []));
  return { sinceMs, triedAtMs: nowMs, arrivedAtMs: held.entry.arrivedAtMs };
}

/** Whether a delivery of the record at the checkpoint was tried, and failed: one that is postponed was not. */
export function isHeldAt({ entry, outcome }: JudgedResult, checkpoint: string): boolean {
  return outcome.status === 'retryable' && outcome.scope !== 'postponed' && entry.sequenceNumber === checkpoint;
}

/** A row is this worker's own when it holds a record of the batch: parallel workers of a shard never share a record. */
function isOwn(row: LoadedRow, { entryCounts, last }: PlanInput): boolean {
  if ([...row.progress.keys()].some((sequenceNumber) => entryCounts.has(sequenceNumber))) return true;
  // A row that only marks a start, or a hold, may list no record.
  return [last, ...entryCounts.keys()].some((number) => padSequenceNumber(number) === row.checkpoint);
}

function lowestToRepeat({ results, cutAt }: PlanInput): string | undefined {
  return results.reduce<string | undefined>((lowest, { entry, outcome }) => {
    if (outcome.status !== 'retryable') return lowest;
    return lowest === undefined || compareSequenceNumbers(entry.sequenceNumber, lowest) < 0
      ? entry.sequenceNumber
      : lowest;
  }, cutAt);
}

function isPast(row: LoadedRow, last: string): boolean {
  return [...row.progress.keys()].every((sequenceNumber) => compareSequenceNumbers(sequenceNumber, last) <= 0);
}

function fromCheckpoint(progress: Progress, checkpoint: string): Progress {
  return new Map([...progress].filter(([sequenceNumber]) => compareSequenceNumbers(sequenceNumber, checkpoint) >= 0));
}
