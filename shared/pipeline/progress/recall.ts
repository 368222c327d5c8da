import { errorText } from '../../errors/error-text.ts';
import type { DeliveredBatch, RecalledBatch, RoutedBatch } from '../batch.ts';
import type { DeliverBatch } from '../deliver-batch.ts';
import { ALREADY_DELIVERED } from '../outcome.ts';
import { allResults, deliveryResult, type Result } from '../result.ts';
import { type EarlierProgress, lookUpProgress, mergeProgress, NO_PROGRESS } from './progress.ts';
import { toSettledEntries } from './settled-entries.ts';
import type { Recall } from './start-reading.ts';

type RecallAndDeliver = (batch: RoutedBatch) => Promise<RecalledBatch>;

/** Decorates delivering so that nothing is delivered, or spilled, again that an earlier invocation settled. */
export const WITH_RECALL: Readonly<Record<Recall, (deliver: DeliverBatch) => RecallAndDeliver>> = {
  eager: recallFirst,
  onFailure: recallOnFailure,
};

/** Reads progress, then delivers what is not settled. */
function recallFirst(deliver: DeliverBatch): RecallAndDeliver {
  return async (batch) => {
    const { problems, ...recalled } = await readEarlier(batch);
    const delivered = await deliver(skipSettled(batch, recalled.earlier));
    return { ...delivered, ...recalled, problems: [...problems, ...delivered.problems] };
  };
}

/** Delivers everything, and reads progress only when something failed. */
function recallOnFailure(deliver: DeliverBatch): RecallAndDeliver {
  return async (batch) => {
    const delivered = await deliver(batch);
    if (!hasFailure(delivered)) return { ...delivered, earlier: NO_PROGRESS, rows: [] };
    const { problems, ...recalled } = await readEarlier(delivered);
    const marked = markSettled(delivered, recalled.earlier);
    return { ...marked, ...recalled, problems: [...delivered.problems, ...problems] };
  };
}

/** Without the table delivery degrades to at-least-once; it does not stop. */
async function readEarlier(
  batch: Pick<RoutedBatch, 'readRows' | 'entryCounts'>,
): Promise<Pick<RecalledBatch, 'earlier' | 'rows' | 'problems'>> {
  try {
    const rows = await batch.readRows();
    if (rows.length === 0) return { earlier: NO_PROGRESS, rows, problems: [] };
    const merged = mergeProgress(rows.map(({ progress }) => progress));
    return { earlier: lookUpProgress(merged, batch.entryCounts()), rows, problems: [] };
  } catch (cause) {
    const problem = `progress could not be read: ${errorText(cause)}`;
    return { earlier: NO_PROGRESS, rows: undefined, problems: [problem] };
  }
}

function hasFailure({ results, decoded }: Pick<DeliveredBatch, 'results' | 'decoded'>): boolean {
  return (
    decoded.cutAt !== undefined ||
    results.some(({ outcome }) => outcome.status === 'rejected' || outcome.status === 'retryable')
  );
}

/** The batch without the logs that are settled at their target: those have their result already. */
export function skipSettled<B extends Pick<RoutedBatch, 'deliveries' | 'results'>>(
  batch: B,
  earlier: EarlierProgress,
): B {
  if (earlier === NO_PROGRESS) return batch;
  const skipped: Result[] = [];
  const deliveries = batch.deliveries.map(({ target, logs }) => ({
    target,
    logs: logs.filter((log) => {
      const isSettled = earlier.isSettled({ entry: log, target });
      if (isSettled) skipped.push(deliveryResult(log, target, ALREADY_DELIVERED));
      return !isSettled;
    }),
  }));
  return { ...batch, deliveries, results: [...batch.results.map((result) => mark(result, earlier)), ...skipped] };
}

/** The batch with the outcome `alreadyDelivered` for each result that was settled earlier. */
export function markSettled<B extends Pick<DeliveredBatch, 'confirmed' | 'results'>>(
  batch: B,
  earlier: EarlierProgress,
): B {
  if (earlier === NO_PROGRESS) return batch;
  return { ...batch, confirmed: [], results: allResults(batch).map((result) => mark(result, earlier)) };
}

function mark(result: Result, earlier: EarlierProgress): Result {
  const { outcome } = result;
  if (outcome.status === 'filtered') return result;
  if (earlier.isSettled(result)) return { ...result, outcome: ALREADY_DELIVERED };
  return outcome.status === 'rejected' && outcome.code === 'crashed' ? withSettled(result, earlier) : result;
}

/** A record that is kept without being read says which of its entries are settled: as one entry it cannot be skipped. */
function withSettled(result: Result, earlier: EarlierProgress): Result {
  const settled = toSettledEntries(earlier.recordOf(result.entry.sequenceNumber));
  return settled === undefined ? result : { ...result, known: { settled } };
}
