import { rangesOf, readRanges } from '../pipeline/progress/settled-entries.ts';
import { cutGroups } from './cut-groups.ts';
import type { Item, ReceiptStore, ReceiptVersion, Sources } from './ports.ts';
import { addOutcomes, emptyReceipt, type Owner, type Receipt, settledLines } from './receipt.ts';
import { type GroupSender, type LineOutcome, sendGroup } from './send-group.ts';

/** Options of {@link putBack}. */
export interface PutBackOptions extends GroupSender {
  readonly owner: Owner;
  readonly receipts: ReceiptStore;
  readonly sources: Sources;
  /** Whether the receipt of a settled object stays, and says so: where the object itself stays. */
  readonly keepsReceipts?: boolean;
  /** Whether the process that had a lease is known to have ended. */
  readonly isGone: (owner: Owner) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How many of so many logs may still be sent; they count as sent. */
  readonly take: (logs: number) => number;
  readonly onOutcomes: (outcomes: readonly LineOutcome[]) => void;
  readonly onLeft: (line: number, why: string) => void;
  /** Lines that are sent a second time, since their answer was lost. */
  readonly onSentAgain: (lines: number) => void;
}

/** The end of an object. `left`: something of it is not settled. */
export type PutBackResult =
  | { readonly status: 'moved' | 'gone' }
  | { readonly status: 'left'; readonly stop?: string }
  | { readonly status: 'taken'; readonly by: string };

/** A line of an object; a receipt that says more is not of this project. */
const MAX_LINES = 1_000_000_000;
/** Longer than any invocation: a process that is alive renews it before each of them. */
const LEASE_MS = 20 * 60_000;

/**
 * Puts the lines of one object back. Before lines are sent the receipt says so; after their answer it says what is settled;
 * the object is moved when all of it is. So it may die anywhere: the next process goes on, and sends a second time only
 * what was sent and not answered. Receipts are written conditionally, so that of two processes one has the object.
 */
export async function putBack(source: string, options: PutBackOptions): Promise<PutBackResult> {
  const claimed = await claim(source, options);
  if (claimed.status !== 'claimed') return claimed;
  const { ledger } = claimed;
  // Also of a complete receipt every line is looked at: whoever may write receipts must not hide a line.
  const { isComplete, run } = ledger.receipt();
  const lists = await options.sources.open(source);
  if (lists === undefined && isComplete) return finish(source, run, options);
  if (lists === undefined) {
    await options.receipts.remove(source);
    return { status: 'gone' };
  }
  const ended = await sendLines(lists, ledger, options);
  if (ended.status === 'left') await ledger.release();
  if (ended.status === 'left') return ended;
  const isMine = ended.status === 'whole' && (await ledger.write({ isComplete: true }));
  return isMine ? finish(source, run, options) : LOST;
}

/** The lease ended while the process was suspended, and another one has the object now. */
const LOST: PutBackResult = { status: 'taken', by: 'another process, meanwhile' };

/** First the object, then its receipt: without the receipt it would be sent again. */
async function finish(
  source: string,
  run: string,
  { sources, receipts, keepsReceipts }: PutBackOptions,
): Promise<{ readonly status: 'moved' }> {
  await sources.finish(source, run);
  if (!keepsReceipts) await receipts.remove(source);
  return { status: 'moved' };
}

/** The receipt of an object that this process has. */
interface Ledger {
  readonly receipt: () => Receipt;
  /** @returns whether this process still has the object. */
  readonly write: (change: Partial<Receipt>) => Promise<boolean>;
  readonly release: () => Promise<void>;
}

type Claimed =
  | { readonly status: 'claimed'; readonly ledger: Ledger }
  | { readonly status: 'moved' }
  | Extract<PutBackResult, { status: 'taken' }>;

async function claim(source: string, options: PutBackOptions): Promise<Claimed> {
  const { receipts, owner, isGone, now } = options;
  const found = await receipts.read(source);
  if (options.keepsReceipts && found?.receipt.isComplete) return { status: 'moved' };
  const held = found?.receipt.leaseUntilMs ?? 0;
  if (found?.receipt.owner !== undefined && held > now() && !isGone(found.receipt.owner)) {
    const { run, host } = found.receipt.owner;
    return { status: 'taken', by: `run ${run} on ${host}, until ${new Date(held).toISOString()}` };
  }
  const receipt = found?.receipt ?? emptyReceipt(source, owner.run);
  // A complete one keeps its run: its copy may be there already.
  const run = receipt.isComplete ? receipt.run : owner.run;
  const ledger = createLedger(source, { ...receipt, run }, found?.version, options);
  return (await ledger.write({})) ? { status: 'claimed', ledger } : { status: 'taken', by: 'another process' };
}

function createLedger(
  source: string,
  given: Receipt,
  found: ReceiptVersion | undefined,
  { receipts, owner, now }: PutBackOptions,
): Ledger {
  let receipt = given;
  let version = found;
  const write = async (change: Partial<Receipt>): Promise<boolean> => {
    const next = { ...receipt, owner, leaseUntilMs: now() + LEASE_MS, ...change };
    const written = await receipts.write(source, next, version);
    if (written === undefined) return false;
    [receipt, version] = [next, written];
    return true;
  };
  return {
    receipt: () => receipt,
    write,
    // Where nothing is settled the next process needs no receipt.
    release: async () => {
      const { partial, inFlight } = receipt;
      const isEmpty = settledLines(receipt).size === 0 && Object.keys(partial).length === 0 && inFlight === '';
      if ((await write({ leaseUntilMs: 0 })) && isEmpty) await receipts.remove(source);
    },
  };
}

/** `whole`: all lines are settled. `lost`: another process has the object. */
type LinesEnd = { readonly status: 'whole' | 'lost' } | { readonly status: 'left'; readonly stop?: string };

async function sendLines(
  lists: NonNullable<Awaited<ReturnType<Sources['open']>>>,
  ledger: Ledger,
  options: PutBackOptions,
): Promise<LinesEnd> {
  // At most what is sent at a time.
  const again = new Set(readRanges(ledger.receipt().inFlight, MAX_LINES) ?? []);
  let lines = 0;
  const groups = cutGroups(lists, {
    again,
    skip: settledLines(ledger.receipt()),
    onLine: () => {
      lines++;
    },
    onLeft: ({ line, why, isProblem }) => {
      if (isProblem) options.onLeft(line, why);
    },
  });
  for await (const group of groups) {
    const allowed = options.isEnding() ? [] : group.slice(0, options.take(group.length));
    if (allowed.length === 0) return { status: 'left' };
    const sent = await sendOne(allowed, again, ledger, options);
    if (sent.status !== 'sent') return sent;
  }
  return { status: settledLines(ledger.receipt()).size === lines ? 'whole' : 'left' };
}

async function sendOne(
  items: readonly Item[],
  again: Set<number>,
  ledger: Ledger,
  options: PutBackOptions,
): Promise<Exclude<LinesEnd, { status: 'whole' }> | { readonly status: 'sent' }> {
  await options.pace.wait(items.length);
  const before = ledger.receipt();
  const lines = items.map(({ line }) => line);
  if (!(await ledger.write({ inFlight: rangesOf(new Set([...again, ...lines])) }))) return { status: 'lost' };
  options.onSentAgain(lines.filter((line) => again.delete(line)).length);
  const { outcomes, stop } = await sendGroup(
    items.map((item) => withPartial(item, before)),
    options,
  );
  const { settled, partial } = addOutcomes(ledger.receipt(), outcomes);
  options.onOutcomes(outcomes);
  if (!(await ledger.write({ settled, partial, inFlight: rangesOf(again) }))) return { status: 'lost' };
  return stop === undefined ? { status: 'sent' } : { status: 'left', stop };
}

function withPartial(item: Item, { partial }: Receipt): Item {
  const settled = partial[item.line];
  return settled === undefined ? item : { ...item, record: { ...item.record, settled } };
}
