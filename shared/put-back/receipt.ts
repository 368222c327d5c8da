import type { SettledEntries } from '../pipeline/dead-letter/dead-letter.ts';
import type { RedriveOutcome } from '../pipeline/redrive/redrive-event.ts';
import { addLines, type Lines, readLines } from './line-ranges.ts';

/** An outcome after which a line is not sent again. */
type SettledStatus = Exclude<RedriveOutcome['status'], 'retryable'>;

/** The process that works on an object. */
export interface Owner {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

/** The state of an object that is being put back: who works on it, and which of its lines are settled. */
export interface Receipt {
  readonly version: 1;
  readonly source: string;
  /** The run that worked on it last. */
  readonly run: string;
  readonly owner?: Owner;
  /** Epoch milliseconds until which no other process may work on it; 0: released. */
  readonly leaseUntilMs: number;
  /** Settled lines by outcome, as ranges such as `1-500,502`. */
  readonly settled: Readonly<Partial<Record<SettledStatus, string>>>;
  /** Settled entries of lines that are not settled as a whole, by line. */
  readonly partial: Readonly<Record<string, SettledEntries>>;
  /** Lines that were sent and whose answer is not written down, as ranges. */
  readonly inFlight: string;
  /** Every line is settled: only moving the object is left. */
  readonly isComplete: boolean;
}

const STATUSES: readonly SettledStatus[] = ['delivered', 'alreadyDelivered', 'filtered', 'rejected'];

/** The receipt of an object that is still untouched. */
export function emptyReceipt(source: string, run: string): Receipt {
  return { version: 1, source, run, leaseUntilMs: 0, settled: {}, partial: {}, inFlight: '', isComplete: false };
}

/** All settled lines. */
export function settledLines({ settled }: Receipt): Lines {
  return readLines(...STATUSES.map((status) => settled[status]));
}

/** The receipt after outcomes of some lines; those that are retryable stay open. */
export function addOutcomes(
  receipt: Receipt,
  outcomes: readonly { readonly line: number; readonly outcome: RedriveOutcome }[],
): Receipt {
  const settled = { ...receipt.settled };
  for (const status of STATUSES) {
    const lines = outcomes.filter(({ outcome }) => outcome.status === status).map(({ line }) => line);
    if (lines.length > 0) settled[status] = addLines(settled[status], lines);
  }
  const partial = { ...receipt.partial };
  for (const { line, outcome } of outcomes) {
    delete partial[line];
    if (outcome.status === 'retryable' && outcome.settled !== undefined) partial[line] = outcome.settled;
  }
  return { ...receipt, settled, partial };
}
