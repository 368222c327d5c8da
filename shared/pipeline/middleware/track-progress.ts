import type { MiddlewareObj } from '@middy/core';
import type { Batch } from '../batch.ts';
import { bookDelivered } from '../deliver-batch.ts';
import { loadRows } from '../load-rows.ts';
import { type LoadedRow, planProgress } from '../progress/plan-progress.ts';
import type { ProgressStore } from '../progress/progress-store.ts';

/** Keeps what is settled beyond the checkpoint, so that a retry sends nothing twice. Writes nothing on the happy path. */
export function trackProgress(store: ProgressStore, recall: 'eager' | 'onFailure'): MiddlewareObj<Batch, unknown> {
  return {
    before: ({ event: batch }) => {
      if (recall === 'onFailure') return;
      batch.rows = loadRows(store, batch);
      // It is awaited after decoding; until then a failure is nobody's unhandled rejection.
      batch.rows.catch(() => undefined);
    },
    after: async ({ event: batch }) => {
      const rows = await rowsToMerge(store, batch);
      if (mustComeAgain(batch)) bookDelivered(batch);
      else if (rows.length === 0) return;
      const plan = planProgress({
        results: batch.results,
        rows,
        entryCounts: batch.entryCounts(),
        last: batch.records.at(-1)?.sequenceNumber ?? '0',
        ...(batch.decoded.cutAt !== undefined && { cutAt: batch.decoded.cutAt }),
      });
      const { problems } = await store.save(batch.lane, plan, errorAt(batch, plan.checkpoint));
      if (problems.length > 0) batch.progressLost = true;
      batch.problems.push(...problems);
      if (plan.checkpoint !== undefined) batch.checkpoint = plan.checkpoint;
    },
  };
}

/** Rows to merge into the new one; a second try where the first failed, and without them in the end. */
async function rowsToMerge(store: ProgressStore, batch: Batch): Promise<readonly LoadedRow[]> {
  try {
    return await batch.rows;
  } catch {
    return loadRows(store, batch).catch(() => {
      batch.progressLost = true;
      return [];
    });
  }
}

function mustComeAgain({ results, decoded }: Batch): boolean {
  return decoded.cutAt !== undefined || results.some(({ outcome }) => outcome.status === 'retryable');
}

/** Why the record at the checkpoint must come again: the results stand in the order of targets, not of the stream. */
function errorAt(batch: Batch, checkpoint: string | undefined): string {
  for (const { entry, outcome } of batch.results) {
    if (outcome.status === 'retryable' && entry.sequenceNumber === checkpoint) return outcome.error;
  }
  return 'not decoded yet';
}
