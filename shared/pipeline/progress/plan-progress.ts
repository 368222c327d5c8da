import { compareSequenceNumbers, padSequenceNumber } from '../../log/sequence.ts';
import type { JudgedResult } from '../result.ts';
import { mergeProgress, type Progress, progressOf } from './progress.ts';

/** A row as it was read. */
export interface LoadedRow {
  /** Sequence number of the row's checkpoint, padded as the table keeps it. */
  readonly checkpoint: string;
  readonly progress: Progress;
  /** Invocations that began with the record at the checkpoint alone, and of which nothing was heard again. */
  readonly starts: number;
}

/** Changes of the progress table, and where the shard goes on. */
export interface ProgressPlan {
  /** Lowest sequence number that must come again; absent: the batch is settled. */
  readonly checkpoint?: string;
  /** Progress to keep at that checkpoint; absent where there is none. */
  readonly keep?: Progress;
  /** Rows that are settled, or that the new one replaces. */
  readonly remove: readonly LoadedRow[];
}

interface PlanInput {
  readonly results: readonly JudgedResult[];
  readonly rows: readonly LoadedRow[];
  readonly entryCounts: ReadonlyMap<string, number>;
  /** Highest sequence number of the batch. */
  readonly last: string;
  /** First record that was not decoded, to bound memory. */
  readonly cutAt?: string;
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
  return { checkpoint, ...(keep.size > 0 && { keep }), remove: own };
}

/** A row is this worker's own when it holds a record of the batch: parallel workers of a shard never share a record. */
function isOwn(row: LoadedRow, { entryCounts, last }: PlanInput): boolean {
  if ([...row.progress.keys()].some((sequenceNumber) => entryCounts.has(sequenceNumber))) return true;
  // A row that only marks a start lists no record.
  return row.starts > 0 && [last, ...entryCounts.keys()].some((number) => padSequenceNumber(number) === row.checkpoint);
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
