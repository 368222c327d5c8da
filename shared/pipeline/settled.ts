import { compareSequenceNumbers } from '../log/sequence.ts';
import type { SettledBatch } from './batch.ts';

/** Length of an arrival period, milliseconds: CloudWatch keeps sums of five minutes for 63 days. */
export const ARRIVAL_PERIOD_MS = 300_000;

/** Records that arrived in one period and that do not come again. */
export interface SettledArrivals {
  /** Start of the period, epoch milliseconds. */
  readonly fromMs: number;
  readonly records: number;
  /** Entries of these records. */
  readonly logs: number;
}

/** Entries and records of an invocation that do not come again: those before its checkpoint. One invocation counts each. */
export interface Settled {
  /** Filtered entries. One behind the checkpoint is filtered again when it comes again, and counts then. */
  readonly filtered: number;
  /** By arrival, oldest first. */
  readonly arrivals: readonly SettledArrivals[];
}

/** Counts what is before the checkpoint of a batch. */
export function settledOf(
  batch: Pick<SettledBatch, 'records' | 'results' | 'received' | 'entryCounts' | 'checkpoint'>,
) {
  const { records, results, checkpoint } = batch;
  const isBefore = (sequenceNumber: string): boolean =>
    checkpoint === undefined || compareSequenceNumbers(sequenceNumber, checkpoint) < 0;
  const filtered = results.filter(
    ({ entry, outcome }) => outcome.status === 'filtered' && isBefore(entry.sequenceNumber),
  );
  const settled = checkpoint === undefined ? records : records.filter((record) => isBefore(record.sequenceNumber));
  return { filtered: filtered.length, arrivals: countArrivals(batch, settled) } satisfies Settled;
}

/** Starts of the periods that end between two times. */
export function periodsEnded(fromMs: number, toMs: number): readonly number[] {
  const first = periodOf(fromMs);
  const count = (periodOf(toMs) - first) / ARRIVAL_PERIOD_MS;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * ARRIVAL_PERIOD_MS);
}

/** In most batches all records arrived in one period, and none comes again: then no record is looked up. */
function countArrivals(
  { received, entryCounts, checkpoint }: Pick<SettledBatch, 'received' | 'entryCounts' | 'checkpoint'>,
  records: SettledBatch['records'],
): readonly SettledArrivals[] {
  const onlyFromMs = checkpoint === undefined ? onlyPeriodOf(records) : undefined;
  if (onlyFromMs !== undefined) return [{ fromMs: onlyFromMs, records: records.length, logs: received }];
  const periods = [...Map.groupBy(records, ({ arrivedAtMs }) => periodOf(arrivedAtMs))].sort(([a], [b]) => a - b);
  const entries = periods.length === 0 ? new Map<string, number>() : entryCounts();
  return periods.map(([fromMs, group]) => ({
    fromMs,
    records: group.length,
    logs: group.reduce((sum, { sequenceNumber }) => sum + (entries.get(sequenceNumber) ?? 0), 0),
  }));
}

/** Start of the period in which all records arrived; `undefined`: there are several, or no record. */
function onlyPeriodOf(records: SettledBatch['records']): number | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const fromMs = periodOf(first.arrivedAtMs);
  const endMs = fromMs + ARRIVAL_PERIOD_MS;
  return records.every(({ arrivedAtMs }) => arrivedAtMs >= fromMs && arrivedAtMs < endMs) ? fromMs : undefined;
}

function periodOf(atMs: number): number {
  return atMs - (atMs % ARRIVAL_PERIOD_MS);
}
