import { SUMMARY_MESSAGE } from '../../shared/observability/observe-batches.ts';

/** How many entries, or deliveries to one target, ended in which outcome; over all invocations. */
export interface Counts {
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  readonly retryable: number;
  readonly alreadyDelivered: number;
}

/** Counts of one function, from its summary lines. */
export interface FunctionTotals extends Counts {
  /** Entries; one that is received again counts again. */
  readonly received: number;
  readonly controlMessages: number;
  readonly invocations: number;
  /** Deliveries to each target, where the function has several: `kinesis:<stream>` or `firehose:<delivery stream>`. */
  readonly targets: Readonly<Record<string, Counts>>;
}

/** The part of a summary line that the ledger reads. */
export interface Summary extends Counts {
  readonly received: number;
  readonly controlMessages: number;
  readonly targets: Readonly<Record<string, Counts>>;
}

const NONE: Counts = { delivered: 0, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };

/** Sums counts up. */
export function sumOf(counts: Counts): number {
  return counts.delivered + counts.filtered + counts.rejected + counts.retryable + counts.alreadyDelivered;
}

/** Reads a log line; `undefined` for one that is no summary. */
export function readSummary(line: string): Summary | undefined {
  if (!line.includes(SUMMARY_MESSAGE)) return undefined;
  try {
    const parsed = JSON.parse(line);
    return parsed.message === SUMMARY_MESSAGE ? parsed.summary : undefined;
  } catch {
    return undefined;
  }
}

/** Adds the summaries of a function's invocations. */
export function addSummaries(summaries: readonly Summary[]): FunctionTotals {
  let totals: Counts = NONE;
  let received = 0;
  let controlMessages = 0;
  const targets: Record<string, Counts> = {};
  for (const summary of summaries) {
    totals = add(totals, summary);
    received += summary.received;
    controlMessages += summary.controlMessages;
    for (const [name, counts] of Object.entries(summary.targets)) targets[name] = add(targets[name] ?? NONE, counts);
  }
  return { received, ...totals, controlMessages, invocations: summaries.length, targets };
}

function add(a: Counts, b: Counts): Counts {
  return {
    delivered: a.delivered + b.delivered,
    filtered: a.filtered + b.filtered,
    rejected: a.rejected + b.rejected,
    retryable: a.retryable + b.retryable,
    alreadyDelivered: a.alreadyDelivered + b.alreadyDelivered,
  };
}
