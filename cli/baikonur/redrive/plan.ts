import pMap from 'p-map';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { DeadLetterKey } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import { readDeadLetters } from '../../../shared/pipeline/dead-letter/read-dead-letters.ts';
import { type Selection, selectLine } from '../../../shared/put-back/dead-letter-sources.ts';
import type { Lines } from '../../../shared/put-back/line-ranges.ts';
import type { DeadLetterFile } from '../dead-letters/walk-dead-letters.ts';
import { describeEdit } from './describe-edit.ts';

/** Logs of one function, target, reason and type. */
export interface PlanGroup {
  readonly function: string;
  readonly target: string;
  readonly reason: string;
  /** `null` where it is not known. */
  readonly logType: string | null;
  readonly count: number;
  /** Objects that have at least one of them. */
  readonly objects: number;
}

/** The dead letters that a run would put back. */
export interface RedrivePlan {
  /** Objects, the least often rejected first: with --limit, what was rejected again must not come before the rest. */
  readonly keys: readonly string[];
  readonly bytes: number;
  readonly logs: number;
  /** The largest first. */
  readonly groups: readonly PlanGroup[];
  /** Arrival of the oldest and the newest log, ISO 8601. */
  readonly oldest?: string;
  readonly newest?: string;
  /** The first log that would be sent, and why it failed. */
  readonly example?: { readonly text: string; readonly error: string };
  /** Logs that `--edit` changes, and how it changes the first few. */
  readonly changed: number;
  readonly diffs: readonly string[];
  /** Lines that stay, and the first few sentences why. */
  readonly left: number;
  readonly problems: readonly string[];
  /** Lines that stay by the sentence why, the first few sentences. */
  readonly leftBy: readonly LeftLines[];
}

/** Lines that stay for one cause. */
interface LeftLines {
  readonly why: string;
  /** One of them: its object and line. */
  readonly example: string;
  count: number;
}

/** Options of {@link planRedrive}. */
export interface PlanOptions {
  readonly bucket: string;
  readonly openObject: OpenObject;
  readonly selection: Selection;
  /** Lines of an object that an earlier run settled. */
  readonly settledBefore: (key: string) => Promise<Lines>;
  readonly concurrency: number;
  readonly onProgress: (objects: number, logs: number) => void;
}

/** An object that a run may put back. */
type PlannedFile = Pick<DeadLetterFile, 'key' | 'bytes'> & { readonly parts: Pick<DeadLetterKey, 'generation'> };

const MAX_DIFFS = 3;
const MAX_PROBLEMS = 10;
const MAX_EXAMPLE = 200;
const SEPARATOR = '\0';

/** Reads all that was selected, and sends nothing. Memory grows with the number of objects and groups. */
export async function planRedrive(files: AsyncIterable<PlannedFile>, options: PlanOptions): Promise<RedrivePlan> {
  const draft = createDraft();
  const work = async (file: PlannedFile): Promise<void> => {
    const before = draft.logs;
    await readObject(file, draft, options);
    if (draft.logs > before || file.bytes === 0) draft.bytes += file.bytes;
    options.onProgress(draft.generations.size, draft.logs);
  };
  await pMap(files, work, { concurrency: options.concurrency });
  return finish(draft);
}

/** Sums of a group. */
interface GroupSums {
  count: number;
  objects: number;
}

/** A plan while objects are read. */
interface Draft {
  /** Objects that a run puts back or moves, by key. */
  readonly generations: Map<string, number>;
  readonly groups: Map<string, GroupSums>;
  readonly problems: string[];
  readonly leftBy: Map<string, LeftLines>;
  readonly diffs: string[];
  bytes: number;
  logs: number;
  left: number;
  changed: number;
  oldest?: string;
  newest?: string;
  example?: { readonly text: string; readonly error: string };
}

function createDraft(): Draft {
  return {
    ...{ generations: new Map(), groups: new Map(), problems: [], leftBy: new Map(), diffs: [] },
    ...{ bytes: 0, logs: 0, left: 0, changed: 0 },
  };
}

async function readObject(file: PlannedFile, draft: Draft, options: PlanOptions): Promise<void> {
  const { key, parts } = file;
  const { bucket, openObject, selection, settledBefore } = options;
  const body = await openObject({ bucket, key });
  if (body === undefined) return;
  const settled = await settledBefore(key);
  const groups = new Set<GroupSums>();
  for await (const list of readDeadLetters(body)) {
    for (const read of list) {
      if (settled.has(read.line)) continue;
      const selected = await selectLine(read, selection);
      if (selected.status === 'item') addItem(draft, { ...file, groups }, selected);
      else if (selected.isProblem || selected.deadLetter !== undefined) addLeft(draft, key, selected);
    }
  }
  for (const group of groups) group.objects++;
  // Of an object that is settled as a whole only moving is left.
  if (settled.size > 0) draft.generations.set(key, parts.generation);
}

type Selected = Awaited<ReturnType<typeof selectLine>>;

function addItem(
  draft: Draft,
  { key, parts, groups }: PlannedFile & { readonly groups: Set<GroupSums> },
  { item, deadLetter, original }: Extract<Selected, { status: 'item' }>,
) {
  if (deadLetter === undefined || original === undefined) return;
  draft.generations.set(key, parts.generation);
  const { function: name, target, reason, logType = '', arrivedAt, error } = deadLetter;
  draft.logs++;
  const groupName = [name, target, reason, logType].join(SEPARATOR);
  const group = draft.groups.get(groupName) ?? { count: 0, objects: 0 };
  draft.groups.set(groupName, group);
  group.count++;
  groups.add(group);
  if (draft.oldest === undefined || arrivedAt < draft.oldest) draft.oldest = arrivedAt;
  if (draft.newest === undefined || arrivedAt > draft.newest) draft.newest = arrivedAt;
  const sent = Buffer.from(item.record.data, 'base64');
  draft.example ??= { text: sent.toString().slice(0, MAX_EXAMPLE), error };
  if (sent.equals(original)) return;
  draft.changed++;
  if (draft.diffs.length < MAX_DIFFS) draft.diffs.push(describeEdit(original, sent, item.record.identity));
}

function addLeft(draft: Draft, key: string, { line, why }: Extract<Selected, { status: 'left' }>): void {
  draft.left++;
  if (draft.problems.length < MAX_PROBLEMS) draft.problems.push(`${key} line ${line}: ${why}`);
  const known = draft.leftBy.get(why);
  if (known !== undefined) known.count++;
  else if (draft.leftBy.size < MAX_PROBLEMS) draft.leftBy.set(why, { why, example: `${key} line ${line}`, count: 1 });
}

function finish({ generations, groups, leftBy, ...draft }: Draft): RedrivePlan {
  const keys = [...generations.keys()].sort();
  const generationOf = (key: string): number => generations.get(key) as number; // `keys` are its own
  const inOrder = [...groups].map(([group, sums]): PlanGroup => {
    const [name = '', target = '', reason = '', logType = ''] = group.split(SEPARATOR);
    return { function: name, target, reason, logType: logType === '' ? null : logType, ...sums };
  });
  return {
    ...draft,
    leftBy: [...leftBy.values()],
    keys: keys.sort((a, b) => generationOf(a) - generationOf(b)),
    groups: inOrder.sort((a, b) => b.count - a.count),
  };
}
