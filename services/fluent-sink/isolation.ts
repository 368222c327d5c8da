/**
 * Finds the log at which a receiver closes the connection, and the evidence that it is this log: pure functions.
 *
 * A refused chunk is halved until one log is left. That proves nothing yet: a receiver whose buffer is full refuses
 * every chunk for a while. Evidence is that the same receiver, after it had refused a chunk with this log, acknowledged
 * other logs of the same tag, and that this happened more than once, alternately. Only logs of the same tag count,
 * since a receiver may have another output, with a buffer of its own, for each tag. So other logs of the tag are held
 * back, and sent one part at a time, until the evidence is complete.
 */

/** Logs that are sent together, in chunks of their own. */
export interface Group {
  /** Indexes of the logs in the batch. */
  readonly indexes: readonly number[];
  readonly maxChunkEntries: number;
  /** Absent: logs of any tag, before the first round. */
  readonly tag?: string;
  /** Absent: no receiver has refused a chunk with these logs. */
  readonly refusals?: Refusals;
}

/** Answers of receivers for the logs of a group. */
interface Refusals {
  /** By receiver. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Whether the group is one log that was refused alone in its chunk. */
  readonly isAlone: boolean;
  /** The failure of the last refusal. */
  readonly error: string;
}

interface Evidence {
  /** How often the receiver acknowledged other logs after it had refused these, alternately. */
  readonly acks: number;
  /** Whether its last answer was a refusal of these logs. */
  readonly isRefused: boolean;
}

/** Groups that are still to be sent. */
export interface Isolation {
  readonly pending: readonly Group[];
  /** Groups of one log that was refused alone. */
  readonly refused: readonly Group[];
}

/** The result for one chunk of a round. */
export interface ChunkEnd {
  /** The group that the chunk was cut from. */
  readonly group: Group;
  readonly tag: string;
  readonly indexes: readonly number[];
  /** `unsent`: no receiver answered for it. */
  readonly status: 'confirmed' | 'refused' | 'unsent';
  /** Receivers that confirmed or refused it. */
  readonly receivers: readonly string[];
}

/** The groups of the next round, in their order, and those that wait. */
export interface RoundPlan {
  readonly groups: readonly Group[];
  readonly waiting: Isolation;
}

/** One acknowledgement after a refusal may be an output that works again just now; two, alternately, are evidence. */
const MIN_ACKS = 2;

/** Whether a group is one log of which it is proven that a receiver refuses it. */
export function isProven({ refusals }: Group): boolean {
  return refusals?.isAlone === true && [...refusals.evidence.values()].some(({ acks }) => acks >= MIN_ACKS);
}

/**
 * Plans the next round. While a log is refused without evidence, only a part of the other logs of its tag is sent,
 * and that log once more after them. Without other logs of its tag it is not sent again.
 */
export function planRound({ pending, refused }: Isolation): RoundPlan {
  const open = refused.filter((group) => !isProven(group));
  const openTags = new Set(open.map(({ tag }) => tag));
  const groups = pending.filter(({ tag }) => !openTags.has(tag));
  const waiting: Group[] = [];
  const retried = new Set<Group>();
  for (const tag of openTags) {
    const [first, ...others] = pending.filter((group) => group.tag === tag);
    if (first === undefined) continue;
    const [company, rest] = others.length === 0 ? split(first) : [first, undefined];
    waiting.push(...(rest === undefined ? [] : [rest]), ...others);
    const suspect = nextSuspect(open.filter((group) => group.tag === tag));
    retried.add(suspect);
    groups.push(company, suspect);
  }
  return { groups, waiting: { pending: waiting, refused: refused.filter((group) => !retried.has(group)) } };
}

/** The suspect that has to be refused again for the next acknowledgement to count. */
function nextSuspect(suspects: readonly Group[]): Group {
  const isRefused = ({ refusals }: Group) => [...(refusals?.evidence.values() ?? [])].some((one) => one.isRefused);
  return (suspects.find((group) => !isRefused(group)) ?? suspects[0]) as Group; // a tag with suspects has one
}

/** The first half is the smaller one, so that more logs remain as company. */
function split(group: Group): readonly [Group, Group | undefined] {
  const middle = Math.floor(group.indexes.length / 2);
  if (middle === 0) return [group, undefined];
  const part = (indexes: readonly number[]): Group => ({ ...group, indexes, maxChunkEntries: indexes.length });
  return [part(group.indexes.slice(0, middle)), part(group.indexes.slice(middle))];
}

/** Adds the answers of a round to what waits. A round's confirmations came before its refusals. */
export function addRound(waiting: Isolation, ends: readonly ChunkEnd[], error: string): Isolation {
  const confirmed = ends.filter(({ status }) => status === 'confirmed');
  const addAcks = (group: Group): Group => addConfirmed(group, confirmed);
  const pending: Group[] = [];
  const refused: Group[] = [];
  for (const end of ends) {
    if (end.status === 'confirmed') continue;
    const { indexes, tag } = end;
    const group = addAcks({ ...end.group, indexes, tag, maxChunkEntries: indexes.length });
    if (end.status === 'unsent') (group.refusals?.isAlone ? refused : pending).push(group);
    else if (indexes.length === 1) refused.push(addRefusal(group, end.receivers, error));
    else pending.push(...split(addRefusal(group, end.receivers, error)).filter((half) => half !== undefined));
  }
  return {
    pending: [...pending, ...waiting.pending.map(addAcks)],
    refused: [...waiting.refused.map(addAcks), ...refused],
  };
}

function addConfirmed(group: Group, confirmed: readonly ChunkEnd[]): Group {
  const { refusals, tag } = group;
  if (refusals === undefined) return group;
  const receivers = new Set(confirmed.filter((end) => end.tag === tag).flatMap((end) => end.receivers));
  const evidence = new Map(
    [...refusals.evidence].map(([receiver, { acks, isRefused }]) =>
      isRefused && receivers.has(receiver)
        ? [receiver, { acks: acks + 1, isRefused: false }]
        : [receiver, { acks, isRefused }],
    ),
  );
  return { ...group, refusals: { ...refusals, evidence } };
}

function addRefusal(group: Group, receivers: readonly string[], error: string): Group {
  const evidence = new Map(group.refusals?.evidence);
  for (const receiver of receivers) {
    evidence.set(receiver, { acks: evidence.get(receiver)?.acks ?? 0, isRefused: true });
  }
  return { ...group, refusals: { evidence, isAlone: group.indexes.length === 1, error } };
}
