import type { RedriveOutcome } from '../pipeline/redrive/redrive-event.ts';
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

/** Tries of what AWS does not take for now, without any progress. */
const MAX_TRIES = 4;
/** Of what a destination does not take: the function itself has tried for as long as a person waits for an answer. */
const MAX_TRIES_AWAY = 2;
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
  const { pace, failures } = sender;
  let open = items;
  for (let tries = 1; ; tries++) {
    const sent = await sender.send(open);
    if (sent.status === 'refused') return sent.error;
    if (sent.status === 'crashed') return halve(open, sent.error, sender, outcomes);
    let stop = { why: 'error' in sent ? sent.error : '', after: MAX_TRIES };
    if (sent.status === 'answered') {
      failures.crashes = 0;
      const left = takeAnswer(open, sent.outcomes, outcomes);
      if (left.length === 0) {
        pace.faster();
        return undefined;
      }
      // With some progress the others get all tries again: an invocation may be too short for a whole group.
      if (left.length < open.length) tries = 0;
      stop = stopOf(outcomes.get(left[0]?.line ?? 0));
      open = left;
    }
    pace.slower();
    if (sender.isEnding()) return undefined;
    if (tries >= stop.after) return stop.why;
    await pace.pause(Math.max(1, tries));
  }
}

/** Notes the answer to a group. @returns the items that are worth repeating. */
function takeAnswer(
  open: readonly Item[],
  answer: readonly RedriveOutcome[],
  outcomes: Map<number, RedriveOutcome>,
): readonly Item[] {
  for (const [index, item] of open.entries()) {
    const outcome = answer[index];
    if (outcome !== undefined) outcomes.set(item.line, outcome);
  }
  const left = open.filter(({ line }) => isWorthRepeating(outcomes.get(line)));
  return left.map((item) => withSettled(item, outcomes.get(item.line)));
}

/** Why a run stops at an outcome, and after how many tries. */
function stopOf(outcome: RedriveOutcome | undefined): { readonly why: string; readonly after: number } {
  const after = outcome?.scope === 'destination' ? MAX_TRIES_AWAY : MAX_TRIES;
  return { why: outcome?.error ?? '', after };
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
