import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { printable } from '../../../shared/log/printable.ts';
import { createListObjects } from '../aws/list-objects.ts';
import type { OperatedStage, OperatorOptions } from '../operator/operate.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import { fixRange, type RangeOptions } from '../operator/time-range.ts';
import { createProgress } from '../output/progress.ts';
import type { Shell } from '../shell.ts';
import { createFilter, type FilterOptions, unknownNames } from './filter.ts';
import { type BrokenPart, type FoundInFile, readFiles } from './read-files.ts';
import { openRedrivenLines } from './redriven-lines.ts';
import { type DeadLetterFile, walkDeadLetters } from './walk-dead-letters.ts';

/** Options by which a command selects dead letters. */
export interface SelectOptions extends OperatorOptions, RangeOptions, FilterOptions {
  readonly concurrency: number;
  /** Dead letters after which the reading ends. */
  readonly limit?: number;
}

/** Dead letters of a stage as they are read, and the sums so far. */
export interface Selection {
  readonly found: AsyncIterable<readonly FoundInFile[]>;
  readonly counts: SelectionCounts;
  /** Takes the line of progress away. */
  readonly clear: () => void;
}

/** Sums of a selection. */
export interface SelectionCounts {
  objects: number;
  bytes: number;
  deadLetters: number;
  broken: number;
  /** Dead letters that were put back, in objects that `redrive` has not moved yet. */
  redriven: number;
}

const HOUR_MS = 3_600_000;
/** Broken parts that are named; the others are counted. */
const MAX_NAMED = 20;
/** A retention of Kinesis is at most a year; without any stream of the stage nothing is left out. */
const YEAR_HOURS = 8_760;

/**
 * Reads the dead letters of a stage that the options select. Progress, and what is broken, go to the standard error.
 * @throws {UsageError} for options that are wrong.
 */
export function selectDeadLetters(
  { topology, clients }: Pick<OperatedStage, 'topology' | 'clients'>,
  options: SelectOptions,
  shell: Shell,
  signal: AbortSignal,
): Selection {
  const filter = createFilter(options, topology);
  for (const sentence of unknownNames(options, topology)) shell.stderr.write(`note: ${sentence}\n`);
  const fixed = fixRange(options, shell);
  // Without --until no dead letter is too young, whatever this machine's clock says.
  const range = options.until === undefined ? { ...fixed, toMs: Number.POSITIVE_INFINITY } : fixed;
  const bucket = topology.deadLetterBucket.name;
  const { prefix } = topology.settings.deadLetters;
  const longestWaitMs = Math.max(...topology.streams.map(({ retentionHours }) => retentionHours), 0) * HOUR_MS;
  const counts: SelectionCounts = { objects: 0, bytes: 0, deadLetters: 0, broken: 0, redriven: 0 };
  const files = walkDeadLetters(createListObjects(clients.s3), {
    bucket,
    prefix,
    filter,
    range,
    longestWaitMs: longestWaitMs || YEAR_HOURS * HOUR_MS,
    signal,
  });
  const { clear, ...counting } = createCounting(counts, bucket, shell);
  const found = readFiles(files, {
    bucket,
    open: createOpenObject(clients.s3),
    takes: filter.takes,
    concurrency: options.concurrency,
    signal,
    redrivenLines: openRedrivenLines(topology, clients),
    ...counting,
  });
  const { limit = Number.POSITIVE_INFINITY } = options;
  return { found: counted(found, { counts, signal, limit }), counts, clear };
}

/** Counts what is read, and tells it as progress. */
function createCounting(counts: SelectionCounts, bucket: string, shell: Shell) {
  const progress = createProgress(shell);
  return {
    clear: progress.clear,
    onFile: ({ bytes }: DeadLetterFile): void => {
      counts.objects++;
      counts.bytes += bytes;
      progress.show(describeCounts(counts, {}));
    },
    onRedriven: (): void => {
      counts.redriven++;
    },
    onBroken: (broken: BrokenPart): void => {
      counts.broken++;
      progress.clear();
      if (counts.broken <= MAX_NAMED) shell.stderr.write(`${describeBroken(broken, bucket)}\n`);
      if (counts.broken === MAX_NAMED) shell.stderr.write('more of them are counted, not named\n');
    },
  };
}

/** The sums in words: `12 objects, 1.5 MiB, 300 dead letters`; and that they are not all, where a limit ended the reading. */
export function describeCounts(
  { objects, bytes, deadLetters, redriven }: SelectionCounts,
  { limit }: Pick<SelectOptions, 'limit'>,
): string {
  const end = deadLetters === limit ? '; --limit ended it: there may be more' : '';
  const done = redriven === 0 ? '' : `; ${redriven.toLocaleString('en-US')} more were put back already by redrive`;
  return `${countText(objects, 'object')}, ${bytesText(bytes)}, ${countText(deadLetters, 'dead letter')}${done}${end}`;
}

/** A key of ours is printable; whoever may write to the bucket may choose others. */
function describeBroken({ key, line, sentence }: BrokenPart, bucket: string): string {
  const place = line === 0 ? '' : ` line ${line}`;
  return printable(`s3://${bucket}/${key}${place}: ${sentence}`);
}

async function* counted(
  lists: AsyncIterable<readonly FoundInFile[]>,
  { counts, signal, limit }: { readonly counts: SelectionCounts; readonly signal: AbortSignal; readonly limit: number },
): AsyncGenerator<readonly FoundInFile[]> {
  try {
    for await (const list of lists) {
      const found = list.slice(0, limit - counts.deadLetters);
      counts.deadLetters += found.length;
      yield found;
      if (counts.deadLetters >= limit) return;
    }
  } catch (error) {
    // Calls that were cut off by Ctrl-C fail; the command says itself that it was interrupted.
    if (!signal.aborted) throw error;
  }
}
