import { printable } from '../../../shared/log/printable.ts';
import { operate, writeDocument } from '../operator/operate.ts';
import { countText } from '../operator/quantity.ts';
import { createPaint, type Paint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { foldError } from './fold-error.ts';
import { createGrouping, type DeadLetterGroup } from './group-dead-letters.ts';
import { createJudgeDeadLetter, type Judgement } from './judge-dead-letter.ts';
import { describeCounts, type SelectOptions, selectDeadLetters } from './select-dead-letters.ts';

/** Judgements of one group. */
interface Now {
  readonly counts: Record<Judgement['status'], number>;
  /** Refusals by reason and folded error. */
  readonly refusals: Map<string, Refusals>;
}

/** Refusals of one kind. */
interface Refusals {
  readonly reason: string;
  /** With `…` for each value. */
  readonly error: string;
  /** The first error as it is. */
  readonly example: string;
  count: number;
}

/** A group, and what would happen to it now: an item of `letters explain --json`. */
type ExplainedGroup = DeadLetterGroup & {
  readonly now: Now['counts'];
  readonly refusals: readonly Readonly<Refusals>[];
};

/** Different refusals of a group that are kept: hostile logs invent errors. */
const MAX_REFUSALS = 20;

const SENTENCES: readonly (readonly [status: Judgement['status'], style: Parameters<Paint>[0], sentence: string])[] = [
  ['accepted', 'green', 'would be delivered'],
  ['destination', 'yellow', 'would be sent: nothing here refuses them, the destination decides'],
  ['refused', 'red', 'would be refused again'],
  ['filtered', 'dim', 'would go nowhere: their type is not taken any more'],
  ['unknownFunction', 'dim', 'are of a function that config/ does not have'],
];

/** Runs `baikonur letters explain`. @returns 1 when something would be refused again, or is broken. */
export async function runExplainDeadLetters(options: SelectOptions, shell: Shell): Promise<ExitCode> {
  return operate(options, shell, async (operated) => {
    const signal = shell.untilInterrupted();
    const judge = createJudgeDeadLetter(operated.topology, shell.env);
    const selection = selectDeadLetters(operated, options, shell, signal);
    const grouping = createGrouping();
    const judged = new Map<string, Now>();
    for await (const found of selection.found) {
      for (const one of found) {
        const key = grouping.add(one);
        const now = judged.get(key) ?? emptyNow();
        judged.set(key, now);
        count(now, judge(one));
      }
    }
    selection.clear();
    if (signal.aborted) {
      shell.stderr.write('interrupted: not all dead letters were read\n');
      return 1;
    }
    const groups = grouping.entries().map(([key, group]) => explained(group, judged.get(key) ?? emptyNow()));
    await write(groups, options, shell);
    shell.stderr.write(`${describeCounts(selection.counts, options)}\n`);
    return selection.counts.broken > 0 || groups.some(({ now }) => now.refused > 0) ? 1 : 0;
  });
}

function emptyNow(): Now {
  return { counts: { accepted: 0, destination: 0, refused: 0, filtered: 0, unknownFunction: 0 }, refusals: new Map() };
}

function count({ counts, refusals }: Now, judgement: Judgement): void {
  counts[judgement.status]++;
  if (judgement.status !== 'refused') return;
  const { reason } = judgement;
  const error = foldError(judgement.error);
  const key = JSON.stringify([reason, error]);
  const known = refusals.get(key);
  if (known !== undefined) known.count++;
  else if (refusals.size < MAX_REFUSALS) refusals.set(key, { reason, error, example: judgement.error, count: 1 });
}

function explained(group: DeadLetterGroup, { counts, refusals }: Now): ExplainedGroup {
  return { ...group, now: counts, refusals: [...refusals.values()].sort((a, b) => b.count - a.count) };
}

async function write(groups: readonly ExplainedGroup[], { json }: SelectOptions, shell: Shell): Promise<void> {
  if (json) {
    writeDocument(shell, groups);
    return;
  }
  const output = createOutput(shell.stdout);
  const paint = createPaint(shell.stdout, shell.env);
  await output.write(groups.length === 0 ? 'no dead letters\n' : groups.map((one) => describe(one, paint)).join('\n'));
  await output.flush();
}

function describe(group: ExplainedGroup, paint: Paint): string {
  const { function: name, target, reason, logType, example, now, refusals } = group;
  const to = target === '-' ? '' : ` to ${target}`;
  const head = [`${name}${to}`, reason, logType ?? '(type unknown)'].map(printable).join('  ');
  const sums = SENTENCES.flatMap(([status, style, sentence]) =>
    now[status] === 0 ? [] : [`  ${paint(style, `${now[status].toLocaleString('en-US')} ${sentence}`)}`],
  );
  const still = refusals.map(
    (one) => `    ${one.count.toLocaleString('en-US')} ${one.reason}: ${printable(one.example)}`,
  );
  const lines = [
    paint('bold', `${countText(group.count, 'dead letter')}  ${head}`),
    `  was: ${printable(example.error)}`,
  ];
  return [...lines, ...sums, ...still, ''].join('\n');
}
