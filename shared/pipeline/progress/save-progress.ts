import type { JudgedBatch, SettledBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import { allResults, isRetryable, type JudgedResult } from '../result.ts';
import { type LoadedRow, type ProgressPlan, planProgress } from './plan-progress.ts';
import type { ProgressStore } from './progress-store.ts';
import { loadRows } from './start-reading.ts';

/** Rows to merge into the new one. */
interface RowsToMerge {
  readonly rows: readonly LoadedRow[];
  /** Whether rows could not be read, and may be missing here. */
  readonly truncated: boolean;
}

/**
 * Keeps what is settled beyond the checkpoint, so that a retry sends nothing twice, and since when the shard is held.
 * Writes nothing when all deliveries are settled and no row is left.
 * @param now epoch milliseconds
 */
export function saveProgress(store: ProgressStore, now: () => number): Stage<JudgedBatch, SettledBatch> {
  const holds = rememberHolds();
  return async (batch) => {
    const { rows, truncated } = await rowsToMerge(store, batch, holds);
    const mustRepeat = batch.decoded.cutAt !== undefined || batch.results.some(isRetryable);
    if (mustRepeat && batch.isCrashed) return waiting(batch, truncated);
    if (!mustRepeat && rows.length === 0) return { ...batch, progressTruncated: truncated };
    const results = mustRepeat ? allResults(batch) : batch.results;
    const plan = planProgress({
      results,
      rows,
      entryCounts: batch.entryCounts(),
      last: batch.records.at(-1)?.sequenceNumber ?? '0',
      ...(batch.decoded.cutAt !== undefined && { cutAt: batch.decoded.cutAt }),
      startedAtMs: batch.startedAtMs,
      nowMs: now(),
    });
    holds.set(batch, plan);
    const { problems } = await store.save(batch.progressKey, plan, errorAt(results, plan.checkpoint));
    return {
      ...batch,
      ...(mustRepeat && { results, confirmed: [] }),
      problems: [...batch.problems, ...problems],
      progressTruncated: truncated || problems.length > 0,
      ...(plan.checkpoint !== undefined && { checkpoint: plan.checkpoint }),
    };
  };
}

/** The dead letter of a record that is not looked into could not be written: its marks must stay. */
function waiting(batch: JudgedBatch, progressTruncated: boolean): SettledBatch {
  const [record] = batch.records;
  return { ...batch, progressTruncated, ...(record !== undefined && { checkpoint: record.sequenceNumber }) };
}

/** Holds that this process wrote: their rows are removed also where nothing else reads them, after a healthy batch. */
interface Holds {
  readonly covers: (batch: JudgedBatch) => boolean;
  readonly set: (batch: JudgedBatch, plan: ProgressPlan) => void;
}

function rememberHolds(): Holds {
  const checkpoints = new Map<string, string>();
  const covers = ({ progressKey, records }: JudgedBatch): boolean => {
    const held = checkpoints.get(progressKey);
    return held !== undefined && records.some(({ sequenceNumber }) => sequenceNumber === held);
  };
  return {
    covers,
    set: (batch, { hold, checkpoint }) => {
      if (hold !== undefined && checkpoint !== undefined) checkpoints.set(batch.progressKey, checkpoint);
      else if (covers(batch)) checkpoints.delete(batch.progressKey);
    },
  };
}

/** A second try where the first failed; without the rows when that fails as well. */
async function rowsToMerge(store: ProgressStore, batch: JudgedBatch, holds: Holds): Promise<RowsToMerge> {
  // Where nothing failed the rows may not have been asked for.
  const mayBeUnread = batch.rows?.length === 0;
  if (mayBeUnread && batch.startMark !== undefined) return { rows: [batch.startMark], truncated: false };
  if (batch.rows !== undefined && !(mayBeUnread && holds.covers(batch))) return { rows: batch.rows, truncated: false };
  const rows = await loadRows(store, batch).catch(() => []);
  return { rows, truncated: batch.rows === undefined };
}

/** Why the record at the checkpoint must come again: results are in the order of targets, not of the stream. */
function errorAt(results: readonly JudgedResult[], checkpoint: string | undefined): string {
  for (const result of results) {
    if (isRetryable(result) && result.entry.sequenceNumber === checkpoint) return result.outcome.error;
  }
  return 'not decoded yet';
}
