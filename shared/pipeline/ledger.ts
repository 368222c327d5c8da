import type { Outcome } from './outcome.ts';
import type { Result } from './result.ts';

/** How many ended in which outcome. */
interface Counts {
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  readonly retryable: number;
  readonly alreadyDelivered: number;
}

/** The books of one invocation. */
export interface Ledger extends Counts {
  /** Entries that decoding found in the records. */
  readonly received: number;
  /** Per target, how many deliveries were matched to it and what became of them; only where there are several targets. */
  readonly targets: Readonly<Record<string, Counts & { readonly matched: number }>>;
  /** Which sums do not match; empty when the law holds. */
  readonly mismatches: readonly string[];
}

type Status = Outcome['status'] | 'filtered';

/** An entry that goes to several targets ends as its worst-off delivery does. */
const WORST_FIRST: readonly Status[] = ['retryable', 'rejected', 'delivered', 'alreadyDelivered', 'filtered'];
const RANK = new Map(WORST_FIRST.map((status, rank) => [status, rank]));

const isWorse = (status: Status, than: Status): boolean => (RANK.get(status) ?? 0) < (RANK.get(than) ?? 0);

const count = (statuses: Iterable<Status>): Counts => {
  const counts = { delivered: 0, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };
  for (const status of statuses) counts[status]++;
  return counts;
};

const sumOf = (counts: Counts): number =>
  counts.delivered + counts.filtered + counts.rejected + counts.retryable + counts.alreadyDelivered;

const byDelivery = (results: readonly Result[]): Iterable<Status> => results.map(({ outcome }) => outcome.status);

const byEntry = (results: readonly Result[]): Iterable<Status> => {
  const statuses = new Map<string, Status>();
  for (const { entry, outcome } of results) {
    const known = statuses.get(entry.identity);
    if (known === undefined || isWorse(outcome.status, known)) statuses.set(entry.identity, outcome.status);
  }
  return statuses.values();
};

const byTarget = (results: readonly Result[], matched: ReadonlyMap<string, number>): Ledger['targets'] => {
  const statuses = new Map<string, Status[]>([...matched.keys()].map((target) => [target, []]));
  for (const { target, outcome } of results) statuses.get(target)?.push(outcome.status);
  return Object.fromEntries(
    [...matched].map(([target, n]) => [target, { matched: n, ...count(statuses.get(target) ?? []) }]),
  );
};

/**
 * Closes the books: `received = delivered + filtered + rejected + retryable + already delivered`, and the same per target.
 * @param received entries as decoding counted them, independently of the results.
 * @param matched deliveries per target as routing counted them; empty where a service has one target.
 */
export const closeLedger = (
  results: readonly Result[],
  received: number,
  matched: ReadonlyMap<string, number>,
): Ledger => {
  const counts = count(matched.size === 0 ? byDelivery(results) : byEntry(results));
  const targets = byTarget(results, matched);
  const mismatches = [
    ...(sumOf(counts) === received ? [] : [`received ${received} entries, accounted for ${sumOf(counts)}`]),
    ...Object.entries(targets)
      .filter(([, target]) => sumOf(target) !== target.matched)
      .map(([name, target]) => `matched ${target.matched} logs to ${name}, accounted for ${sumOf(target)}`),
  ];
  return { received, ...counts, targets, mismatches };
};
