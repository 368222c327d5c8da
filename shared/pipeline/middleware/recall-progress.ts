import type { MiddlewareObj } from '@middy/core';
import { sentenceOf } from '../../errors/sentence-of.ts';
import type { Batch } from '../batch.ts';
import { bookDelivered } from '../deliver-batch.ts';
import { loadRows } from '../load-rows.ts';
import { ALREADY_DELIVERED } from '../outcome.ts';
import { mergeProgress, NOTHING, recollect } from '../progress/progress.ts';
import type { ProgressStore } from '../progress/progress-store.ts';
import { deliveryResult, type Result } from '../result.ts';

/**
 * What an earlier invocation settled steps aside: sent once, spilled once.
 * `onFailure` is for destinations that know a repeat when they see one: they ask the table only once something went wrong.
 */
export function recallProgress(store: ProgressStore, recall: 'eager' | 'onFailure'): MiddlewareObj<Batch, unknown> {
  return recall === 'eager'
    ? {
        before: async ({ event: batch }) => {
          await remember(batch);
          stepAside(batch);
        },
      }
    : {
        after: async ({ event: batch }) => {
          if (!hasTrouble(batch)) return;
          batch.rows = loadRows(store, batch);
          await remember(batch);
          if (batch.memory === NOTHING) return;
          bookDelivered(batch);
          batch.results = batch.results.map((result) => recallResult(batch, result));
        },
      };
}

async function remember(batch: Batch): Promise<void> {
  try {
    const rows = await batch.rows;
    if (rows.length === 0) return;
    batch.memory = recollect(mergeProgress(rows.map((row) => row.progress)), batch.entryCounts());
  } catch (cause) {
    // Delivery degrades to at-least-once, not to a stop.
    batch.progressLost = true;
    batch.problems.push(`progress could not be read: ${sentenceOf(cause)}`);
  }
}

function stepAside(batch: Batch): void {
  if (batch.memory === NOTHING) return;
  const recalled: Result[] = [];
  batch.shipments = batch.shipments.map(({ target, logs }) => ({
    target,
    logs: logs.filter((log) => {
      const isSettled = batch.memory.isSettled({ entry: log, target });
      if (isSettled) recalled.push(deliveryResult(log, target, ALREADY_DELIVERED));
      return !isSettled;
    }),
  }));
  batch.results = [...batch.results.map((result) => recallResult(batch, result)), ...recalled];
}

function recallResult(batch: Batch, result: Result): Result {
  return result.outcome.status !== 'filtered' && batch.memory.isSettled(result)
    ? { ...result, outcome: ALREADY_DELIVERED }
    : result;
}

function hasTrouble({ results, decoded }: Batch): boolean {
  return (
    decoded.cutAt !== undefined ||
    results.some(({ outcome }) => outcome.status === 'rejected' || outcome.status === 'retryable')
  );
}
