import type { Batch } from './batch.ts';
import type { LoadedRow } from './progress/plan-progress.ts';
import type { ProgressStore } from './progress/progress-store.ts';

/** Loads the progress rows that touch the batch. @throws when the table cannot be reached. */
export function loadRows(store: ProgressStore, batch: Batch): Promise<readonly LoadedRow[]> {
  const first = batch.records[0]?.sequenceNumber ?? '0';
  const last = batch.records.at(-1)?.sequenceNumber ?? '0';
  return store.load({ lane: batch.lane, first, last });
}
