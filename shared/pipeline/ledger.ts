import { type Delivery, ONLY_TARGET, type Outcome } from './outcome.ts';
import { allResults, type Result } from './result.ts';

/** How many ended in which outcome. */
interface Counts {
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  readonly retryable: number;
  readonly alreadyDelivered: number;
}

/** The entries of one invocation, counted by their outcome. */
export interface Ledger extends Counts {
  /** Entries that decoding found in the records. */
  readonly received: number;
  /** Per target, how many logs were matched to it and how they ended; only where there are several targets. */
  readonly targets: Readonly<Record<string, Counts & { readonly matched: number }>>;
  /** Sums that do not match; empty when every log is accounted for. */
  readonly mismatches: readonly string[];
}

type Status = Outcome['status'] | 'filtered';

/** An entry that goes to several targets ends as its worst-off delivery does. */
const WORST_FIRST: readonly Status[] = ['retryable', 'rejected', 'delivered', 'alreadyDelivered', 'filtered'];
const RANK = new Map(WORST_FIRST.map((status, rank) => [status, rank]));

/** The outcomes of a batch, and the numbers that decoding and routing counted independently of them. */
interface Counted {
  readonly results: readonly Result[];
  /** Deliveries that were confirmed whole: they have no results. */
  readonly confirmed: readonly Delivery[];
  /** Logs that have a target, as routing counted them. */
  readonly wanted: number;
  /** Entries, as decoding counted them. */
  readonly received: number;
  /** Logs per target, as routing counted them; empty where a service has one target. */
  readonly matched: ReadonlyMap<string, number>;
}

/**
 * The ledger of a batch: `received = delivered + filtered + rejected + retryable + already delivered`, and the same for
 * each target.
 */
export function ledgerOf(batch: Counted): Ledger {
  const { received } = batch;
  const counts = countEntries(batch);
  const targets = countTargets(batch);
  const mismatches = [
    ...(sumOf(counts) === received ? [] : [`received ${received} entries, accounted for ${sumOf(counts)}`]),
    ...Object.entries(targets)
      .filter(([, target]) => sumOf(target) !== target.matched)
      .map(([name, target]) => `matched ${target.matched} logs to ${name}, accounted for ${sumOf(target)}`),
  ];
  return { received, ...counts, targets, mismatches };
}

/** Each entry once. Only where one has results beside a confirmed delivery must they be brought together. */
function countEntries(batch: Counted): Counts {
  const { results, confirmed, matched, wanted } = batch;
  if (matched.size === 0) {
    const deliveredLogs = confirmed.reduce((sum, { logs }) => sum + logs.length, 0);
    return addDelivered(countResults(results), deliveredLogs);
  }
  const hasOwnResults = results.some(({ target }) => target !== ONLY_TARGET);
  // Every log that has a target was confirmed by all of them, and an entry without a target has one result.
  if (!hasOwnResults) return addDelivered(countResults(results), confirmed.length > 0 ? wanted : 0);
  return count(byEntry(allResults(batch)));
}

function addDelivered(counts: Counts, delivered: number): Counts {
  return {
    ...counts,
    delivered: counts.delivered + delivered,
  };
}

function countResults(results: readonly Result[]): Counts {
  return count(results.map(({ outcome }) => outcome.status));
}

function count(statuses: Iterable<Status>): { -readonly [Key in keyof Counts]: number } {
  const counts = { delivered: 0, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };
  for (const status of statuses) counts[status]++;
  return counts;
}

function byEntry(results: readonly Result[]): Iterable<Status> {
  const statuses = new Map<string, Status>();
  for (const { entry, outcome } of results) {
    const known = statuses.get(entry.identity);
    if (known === undefined || isWorse(outcome.status, known)) statuses.set(entry.identity, outcome.status);
  }
  return statuses.values();
}

function isWorse(status: Status, than: Status): boolean {
  return (RANK.get(status) ?? 0) < (RANK.get(than) ?? 0);
}

function countTargets({ results, confirmed, matched }: Counted): Ledger['targets'] {
  const targets = new Map([...matched].map(([target, n]) => [target, { matched: n, ...count([]) }]));
  for (const { target, outcome } of results) {
    const counts = targets.get(target);
    if (counts !== undefined) counts[outcome.status]++;
  }
  for (const { target, logs } of confirmed) {
    const counts = targets.get(target);
    if (counts !== undefined) counts.delivered += logs.length;
  }
  return Object.fromEntries(targets);
}

function sumOf(counts: Counts): number {
  return counts.delivered + counts.filtered + counts.rejected + counts.retryable + counts.alreadyDelivered;
}
