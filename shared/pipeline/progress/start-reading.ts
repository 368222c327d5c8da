import type { OpenBatch, TrackedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import type { LoadedRow } from './plan-progress.ts';
import type { ProgressStore } from './progress-store.ts';

/**
 * When progress is read: `eager` for every batch, before it is delivered; `onFailure` only after something failed, for
 * destinations that recognise a log that comes again.
 */
export type Recall = 'eager' | 'onFailure';

/** Starts to read the progress rows, which takes about as long as decoding; `onFailure` leaves it for later. */
export function startReadingProgress(store: ProgressStore, recall: Recall): Stage<OpenBatch, TrackedBatch> {
  return (batch) => {
    if (recall === 'onFailure') return { ...batch, readRows: () => loadRows(store, batch) };
    const rows = loadRows(store, batch);
    // It is awaited after decoding; until then a failure must not count as an unhandled rejection.
    rows.catch(() => undefined);
    return { ...batch, readRows: () => rows };
  };
}

/**
 * The progress rows that touch the batch.
 * @throws when the table cannot be read.
 */
export function loadRows(store: ProgressStore, { progressKey, records }: OpenBatch): Promise<readonly LoadedRow[]> {
  const first = records[0]?.sequenceNumber ?? '0';
  const last = records.at(-1)?.sequenceNumber ?? '0';
  return store.load({ progressKey, first, last });
}
