import { ONLY_TARGET, type Outcome, type Shipment } from './outcome.ts';
import { deliveredResults, type Result } from './result.ts';

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

/** The books' source: what is decided one by one, and what was all confirmed. */
interface Accounts {
  readonly results: readonly Result[];
  readonly delivered: readonly Shipment[];
  /** Logs that have a target, as routing counted them. */
  readonly wanted: number;
  /** Entries as decoding counted them, independently of the results. */
  readonly received: number;
  /** Deliveries per target as routing counted them; empty where a service has one target. */
  readonly matched: ReadonlyMap<string, number>;
}

/** Closes the books: `received = delivered + filtered + rejected + retryable + already delivered`, and the same per target. */
export function closeLedger(accounts: Accounts): Ledger {
  const { received } = accounts;
  const counts = countEntries(accounts);
  const targets = byTarget(accounts);
  const mismatches = [
    ...(sumOf(counts) === received ? [] : [`received ${received} entries, accounted for ${sumOf(counts)}`]),
    ...Object.entries(targets)
      .filter(([, target]) => sumOf(target) !== target.matched)
      .map(([name, target]) => `matched ${target.matched} logs to ${name}, accounted for ${sumOf(target)}`),
  ];
  return { received, ...counts, targets, mismatches };
}

/** Each entry once. Only where one has results beside a confirmed delivery must they be brought together. */
function countEntries({ results, delivered, matched, wanted }: Accounts): Counts {
  if (matched.size === 0) {
    const deliveredLogs = delivered.reduce((sum, { logs }) => sum + logs.length, 0);
    return addDelivered(count(results.map(({ outcome }) => outcome.status)), deliveredLogs);
  }
  const hasOwnResults = results.some(({ target }) => target !== ONLY_TARGET);
  // Every log that has a target was confirmed by all of them.
  if (!hasOwnResults) return addDelivered(count(byEntry(results)), delivered.length > 0 ? wanted : 0);
  return count(byEntry([...results, ...deliveredResults(delivered)]));
}

function addDelivered(counts: Counts, delivered: number): Counts {
  return {
    ...counts,
    delivered: counts.delivered + delivered,
  };
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

function byTarget({ results, delivered, matched }: Accounts): Ledger['targets'] {
  const books = new Map([...matched].map(([target, n]) => [target, { matched: n, ...count([]) }]));
  for (const { target, outcome } of results) {
    const book = books.get(target);
    if (book !== undefined) book[outcome.status]++;
  }
  for (const { target, logs } of delivered) {
    const book = books.get(target);
    if (book !== undefined) book.delivered += logs.length;
  }
  return Object.fromEntries(books);
}

function sumOf(counts: Counts): number {
  return counts.delivered + counts.filtered + counts.rejected + counts.retryable + counts.alreadyDelivered;
}
