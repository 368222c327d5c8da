import { operate, writeDocument } from '../operator/operate.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { countSavedBatches } from './count-saved-batches.ts';
import { dataLine } from './data-line.ts';
import { describeGroups } from './describe-groups.ts';
import { createGrouping } from './group-dead-letters.ts';
import type { FoundInFile } from './read-files.ts';
import { describeCounts, type SelectOptions, selectDeadLetters } from './select-dead-letters.ts';
import { showDeadLetter, showJson } from './show-dead-letter.ts';
import { writeRecords } from './write-records.ts';

/** Options of `baikonur letters`. */
export interface DeadLettersOptions extends SelectOptions {
  readonly show?: boolean;
  readonly out?: string;
  readonly data?: boolean;
}

/** Runs `baikonur letters`. @returns 1 when a part of the dead letters is broken. */
export async function runDeadLetters(options: DeadLettersOptions, shell: Shell): Promise<ExitCode> {
  checkOptions(options);
  return operate(options, shell, async (operated) => {
    const signal = shell.untilInterrupted();
    const selection = selectDeadLetters(operated, options, shell, signal);
    if (options.show || options.data || options.out !== undefined) {
      const written = await writeRecords(selection, { ...options, form: formOf(options, shell) }, shell, signal);
      selection.clear();
      if (written === 'readerGone') return 0;
    } else {
      const grouping = createGrouping();
      for await (const found of selection.found) found.forEach(grouping.add);
      selection.clear();
      if (signal.aborted) return interrupted(shell);
      const groups = grouping.groups();
      if (options.json) writeDocument(shell, groups);
      else await print(describeGroups(groups, { ...operated, shell }), shell);
    }
    await countSavedBatches(operated, shell);
    if (signal.aborted) return interrupted(shell);
    shell.stderr.write(`${describeCounts(selection.counts, options)}\n`);
    return selection.counts.broken > 0 ? 1 : 0;
  });
}

function checkOptions({ show, out, data, json }: DeadLettersOptions): void {
  const problems = [
    ...(show && (data || out !== undefined) ? ['--show prints them: leave --out and --data out'] : []),
    ...(json && data ? ['--data writes records, not JSON: leave --json out'] : []),
    ...(out?.trim() === '' ? ['--out: expected a file, got an empty name'] : []),
  ];
  if (problems.length > 0) throw new UsageError(problems);
}

type Form = (found: FoundInFile) => string | Buffer;

/** How one dead letter is written. */
function formOf({ show, data, json }: DeadLettersOptions, shell: Shell): Form {
  if (data) return dataLine;
  if (!show) return ({ raw }) => Buffer.concat([raw, Buffer.from('\n')]);
  if (json) return showJson;
  const paint = createPaint(shell.stdout, shell.env);
  return (found) => showDeadLetter(found, paint);
}

async function print(text: string, shell: Shell): Promise<void> {
  const output = createOutput(shell.stdout);
  await output.write(text);
  await output.flush();
}

function interrupted(shell: Shell): ExitCode {
  shell.stderr.write('interrupted: not all dead letters were read\n');
  return 1;
}
