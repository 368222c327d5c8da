import { createListObjects } from '../aws/list-objects.ts';
import { createFilter, type DeadLetterFilter, type FilterOptions, unknownNames } from '../dead-letters/filter.ts';
import { type DeadLetterFile, walkDeadLetters } from '../dead-letters/walk-dead-letters.ts';
import type { Consent } from '../operator/consent.ts';
import type { OperatedStage, OperatorOptions } from '../operator/operate.ts';
import { fixRange, type RangeOptions, type TimeRange } from '../operator/time-range.ts';
import { type Shell, UsageError } from '../shell.ts';
import type { RunOptions } from './run.ts';

/** Options of `baikonur redrive`, as the option parser made them. */
export interface RedriveOptions extends OperatorOptions, RangeOptions, FilterOptions, RunOptions, Consent {
  readonly name?: string;
  readonly edit?: string;
  readonly toStream?: string;
  readonly givenUp?: boolean; // --given-up
  readonly maxGeneration: number;
  readonly onAws?: boolean;
}

/** The objects that are meant, and the options that they follow from. */
interface Files {
  readonly files: AsyncIterable<DeadLetterFile>;
  readonly range: TimeRange;
  readonly filter: DeadLetterFilter;
}

const HOUR_MS = 3_600_000;

/**
 * The objects of dead letters that the options select, by the time of their writing. All of them are listed before the first
 * is sent: what is rejected again is not put back in the same run. So without `--until` no dead letter is too young,
 * whatever the clock of this machine says.
 * @throws {UsageError} for options that are wrong.
 */
export function fixFiles(options: RedriveOptions, { topology, clients }: OperatedStage, shell: Shell): Files {
  const filter = createFilter(options, topology);
  for (const sentence of unknownNames(options, topology)) shell.stderr.write(`note: ${sentence}\n`);
  const range = fixRange(options, shell);
  const files = walkDeadLetters(createListObjects(clients.s3), {
    bucket: topology.deadLetterBucket.name,
    prefix: topology.settings.deadLetters.prefix,
    filter,
    range: writtenIn(range, options),
    longestWaitMs: Math.max(...topology.streams.map(({ retentionHours }) => retentionHours)) * HOUR_MS,
  });
  return { files, range, filter };
}

/**
 * Options that select or change logs, which saved batches do not have: they go back as they were.
 * @throws {UsageError} naming them.
 */
export function checkSavedBatches(options: RedriveOptions): void {
  if (options.givenUp !== true) return; // --given-up
  const { target, reason, type, error, id, edit, toStream } = options;
  const others = Object.entries({ target, reason, type, error, id, edit, 'to-stream': toStream });
  const given = others.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (given.length === 0) return;
  throw new UsageError([`--given-up: batches go back whole, as they were: leave ${given.join(', ')} out`]); // --given-up
}

/** The range in which objects were written: without `--until` none is too young. */
export function writtenIn(range: TimeRange, { until }: RangeOptions): TimeRange {
  return until === undefined ? { ...range, toMs: Number.POSITIVE_INFINITY } : range;
}
