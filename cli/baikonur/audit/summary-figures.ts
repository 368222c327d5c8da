import { REDRIVE_MESSAGE, SUMMARY_MESSAGE } from '../../../shared/observability/observe-batches.ts';
import type { BatchReport } from '../../../shared/pipeline/batch-report.ts';
import type { Ledger } from '../../../shared/pipeline/ledger.ts';
import { periodsEnded } from '../../../shared/pipeline/settled.ts';
import { type AuditSource, type Cause, type FunctionFigures, PERIOD_MS, type Range, type Series } from './figures.ts';

/** The part of a summary line that an audit reads. */
interface SummaryLine
  extends Ledger,
    Pick<BatchReport, 'settled' | 'durationMs' | 'oldestLogAgeMs' | 'shardHeldMs' | 'progressTruncated'> {
  readonly atMs: number;
  readonly requestId: string;
  /** Whether an operator put the logs back. */
  readonly isRedrive: boolean;
}

/** Log lines of a function, from a time on. */
export type ReadLines = (functionName: string, sinceMs: number) => Promise<readonly string[]>;

/** Figures from the summary lines of the functions: the local AWS makes no metrics of them. */
export function createSummarySource(readLines: ReadLines, arrivals: AuditSource['arrivals']): AuditSource {
  const read = async (name: string, { fromMs, toMs }: Range): Promise<readonly SummaryLine[]> => {
    const lines = await readLines(name, fromMs);
    return lines.flatMap((line) => readSummary(line) ?? []).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  };
  return {
    ofFunction: async ({ name, ...range }) => figuresOf(await read(name, range), range),
    arrivals,
    causes: async (name, range) => (await read(name, range)).flatMap((line) => causeOf(name, line)),
  };
}

/** Reads a log line; `undefined` for one that is no summary, or is cut. */
function readSummary(line: string): SummaryLine | undefined {
  if (!line.includes(SUMMARY_MESSAGE) && !line.includes(REDRIVE_MESSAGE)) return undefined;
  try {
    const { message, timestamp, requestId = '', summary } = JSON.parse(line);
    const isRedrive = message === REDRIVE_MESSAGE;
    const isSummary = (isRedrive || message === SUMMARY_MESSAGE) && summary?.settled !== undefined;
    return isSummary ? { ...summary, atMs: Date.parse(timestamp), requestId, isRedrive } : undefined;
  } catch {
    return undefined;
  }
}

/** The causes of repeated logs that a summary line tells. */
export function causeOf(
  name: string,
  {
    progressTruncated,
    mismatches,
    atMs,
    requestId,
  }: Pick<SummaryLine, 'progressTruncated' | 'mismatches' | 'atMs' | 'requestId'>,
): readonly Cause[] {
  const causes = [
    ...(progressTruncated ? ['progress was truncated: what was delivered is delivered again'] : []),
    ...mismatches.map((mismatch) => `the ledger does not match: ${mismatch}`),
  ];
  return causes.map((cause) => ({ function: name, atMs, requestId, cause }));
}

function figuresOf(lines: readonly SummaryLine[], { fromMs, toMs }: Range): FunctionFigures {
  const all = new Map<string, Map<number, { sum: number; max: number }>>();
  const add = (name: string, atMs: number, value: number): void => {
    const periodMs = atMs - (atMs % PERIOD_MS);
    if (periodMs < fromMs || periodMs >= toMs) return;
    const series = all.get(name) ?? new Map<number, { sum: number; max: number }>();
    const known = series.get(periodMs) ?? { sum: 0, max: 0 };
    series.set(periodMs, { sum: known.sum + value, max: Math.max(known.max, value) });
    all.set(name, series);
  };
  for (const line of lines) {
    add('LogsDelivered', line.atMs, line.delivered);
    for (const [target, counts] of Object.entries(line.targets))
      add(`LogsDelivered ${target}`, line.atMs, counts.delivered);
    if (line.isRedrive) {
      // Its logs were counted when they arrived, all but the deliveries.
      add('LogsRedriven', line.atMs, line.delivered);
      continue;
    }
    add('LogsFiltered', line.atMs, line.settled.filtered);
    add('LogsRejected', line.atMs, line.rejected);
    add('OldestLogAgeMs', line.atMs, line.oldestLogAgeMs);
    add('ShardHeldMs', line.atMs, line.shardHeldMs);
    add('LedgerMismatch', line.atMs, line.mismatches.length > 0 ? 1 : 0);
    for (const atMs of periodsEnded(line.atMs - line.durationMs, line.atMs)) {
      add('LogsAcrossPeriods', atMs, line.received);
    }
    for (const { fromMs: atMs, records, logs } of line.settled.arrivals) {
      add('RecordsSettled', atMs, records);
      add('LogsSettled', atMs, logs);
    }
  }
  return all;
}

/** A series of times, each counted once. */
export function countTimes(times: readonly number[], { fromMs, toMs }: Range): Series {
  const sums = new Map<number, { sum: number; max: number }>();
  for (const atMs of times) {
    const periodMs = atMs - (atMs % PERIOD_MS);
    if (periodMs >= fromMs && periodMs < toMs) sums.set(periodMs, { sum: (sums.get(periodMs)?.sum ?? 0) + 1, max: 1 });
  }
  return sums;
}
