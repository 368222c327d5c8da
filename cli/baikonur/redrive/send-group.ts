import type { RedriveOutcome } from '../../../shared/pipeline/redrive/redrive-event.ts';
import { itemBytes, MAX_EVENT_BYTES } from './cut-groups.ts';
import type { Pace } from './pace.ts';
import type { Item, SendItems } from './ports.ts';

/** The outcome of a line. */
export interface LineOutcome {
  readonly line: number;
  readonly outcome: RedriveOutcome;
}

/** The result of sending a group. */
export interface GroupResult {
  readonly outcomes: readonly LineOutcome[];
  /** Why nothing more is worth sending. */
  readonly stop?: string;
}

/** Options of {@link sendGroup}. */
export interface GroupSender {
  readonly send: SendItems;
  readonly pace: Pace;
  /** Bytes of the largest item that can be sent. */
  readonly maxItemBytes?: number;
  /** Whether the command was interrupted: then nothing is tried again. */
  readonly isEnding: () => boolean;
  /** Failures in a row, over all groups. */
  readonly failures: Failures;
}

/** Failures of a run in a row. */
interface Failures {
  crashes: number;
}

/** Tries of what a destination, or AWS, does not take for now. */
const MAX_TRIES = 4;
/** So many invocations in a row that died: it is the function, not a record. Halving a full group takes ten. */
const MAX_CRASHES = 12;

/**
 * Sends a group until each item has an answer, or the destination stays away. The function does not count attempts of
 * an operator, so trying again costs nothing but time.
 */
export async function sendGroup(items: readonly Item[], sender: GroupSender): Promise<GroupResult> {
  const [large, others] = split(items, (item) => itemBytes(item) > (sender.maxItemBytes ?? MAX_EVENT_BYTES));
  const outcomes = new Map(large.map((item) => [item.line, tooLarge(item)]));
  const stop = others.length === 0 ? undefined : await sendAll(others, sender, outcomes);
  const inOrder = [...outcomes].map(([line, outcome]) => ({ line, outcome }));
  return { outcomes: inOrder, ...(stop !== undefined && { stop }) };
}

async function sendAll(
  items: readonly Item[],
  sender: GroupSender,
  outcomes: Map<number, RedriveOutcome>,
): Promise<string | undefined> {
  let open = items;
  for (let tries = 1; ; tries++) {
    const { pace, failures } = sender;
    const sent = await sender.send(open);
    if (sent.status === 'refused') return sent.error;
    if (sent.status === 'crashed') return halve(open, sent.error, sender, outcomes);
    let why = '';
    if (sent.status === 'answered') {
      failures.crashes = 0;
      for (const [index, item] of open.entries()) {
        const outcome = sent.outcomes[index];
        if (outcome !== undefined) outcomes.set(item.line, outcome);
      }
      open = open.filter(({ line }) => isWorthRepeating(outcomes.get(line)));
      if (open.length === 0) {
        pace.faster();
        return undefined;
      }
      why = outcomes.get(open[0]?.line ?? 0)?.error ?? '';
      open = open.map((item) => withSettled(item, outcomes.get(item.line)));
    } else why = sent.error;
    pace.slower();
    if (tries === MAX_TRIES || sender.isEnding()) return sender.isEnding() ? undefined : why;
    await pace.pause(tries);
  }
}

/** A record that kills the function is found by dividing the group, as the event source does. */
async function halve(
  items: readonly Item[],
  error: string,
  sender: GroupSender,
  outcomes: Map<number, RedriveOutcome>,
): Promise<string | undefined> {
  sender.failures.crashes++;
  const [first] = items;
  if (items.length === 1 && first !== undefined) outcomes.set(first.line, left(first, `the function ended: ${error}`));
  if (sender.failures.crashes >= MAX_CRASHES) return `the function fails: ${error}`;
  if (items.length === 1 || sender.isEnding()) return undefined;
  const half = Math.ceil(items.length / 2);
  return (
    (await sendAll(items.slice(0, half), sender, outcomes)) ?? (await sendAll(items.slice(half), sender, outcomes))
  );
}

/** An item that the destination refused individually waits for the next run. */
function isWorthRepeating(outcome: RedriveOutcome | undefined): boolean {
  if (outcome === undefined) return true;
  return outcome.status === 'retryable' && outcome.scope !== 'entry';
}

/** Entries that were settled meanwhile are not sent again. */
function withSettled(item: Item, outcome: RedriveOutcome | undefined): Item {
  const settled = outcome?.settled;
  return settled === undefined ? item : { ...item, record: { ...item.record, settled } };
}

function tooLarge(item: Item): RedriveOutcome {
  return left(item, `its ${itemBytes(item)} bytes are too many for an invocation (6 MB): use --to-stream`);
}

function left({ record: { identity } }: Item, error: string): RedriveOutcome {
  return { identity, status: 'retryable', counts: {}, scope: 'entry', error };
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
