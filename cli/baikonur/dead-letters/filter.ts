import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { printable } from '../../../shared/log/printable.ts';
import { REJECT_CODES } from '../../../shared/log/reject.ts';
import { compileTypePatterns, isTypePattern } from '../../../shared/log/type-pattern.ts';
import { encodeKeySegment } from '../../../shared/names/key-segment.ts';
import type { DeadLetterKey } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { ReadDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { UsageError } from '../shell.ts';

/** Options that select dead letters, as they were typed. */
export interface FilterOptions {
  readonly function?: string;
  readonly target?: string;
  readonly reason?: string;
  readonly type?: string;
  readonly error?: string;
  readonly id?: string;
}

/** Names of a stage by which dead letters are selected. */
export type FilterNames = Pick<Topology, 'functions' | 'streams' | 'deliveryStreams'>;

const REASONS: ReadonlySet<string> = new Set(REJECT_CODES);
/** Of dead letters that a function wrote before it chose a target. */
const NO_TARGET = '-';

/** Selects dead letters: first by key, so that what does not match is not read. */
export interface DeadLetterFilter {
  /** Segments of the functions' names; absent: all functions. */
  readonly functionSegments?: readonly string[];
  /** Whether an object of this key may have dead letters that match. */
  readonly takesKey: (key: DeadLetterKey) => boolean;
  readonly takes: (deadLetter: ReadDeadLetter) => boolean;
}

/**
 * Compiles the options of a command.
 * @param names of the stage: `--function` and `--target` take a name on AWS, or one in `config/`.
 * @throws {UsageError} for a pattern or expression that is none. A function that `config/` does not have is taken as
 * a name on AWS: an earlier deployment may have written dead letters.
 */
export function createFilter(options: FilterOptions, names: FilterNames): DeadLetterFilter {
  const { reason, id } = options;
  const target = options.target === undefined ? undefined : targetName(options.target, names);
  const meant = options.function === undefined ? undefined : namesOf(options.function, names.functions);
  const functionSegments = meant?.map((name) => encodeKeySegment(name));
  const targetSegment = target === undefined ? undefined : encodeKeySegment(target);
  const takesType = compileType(options.type);
  const takesError = compileError(options.error);
  return {
    ...(functionSegments === undefined ? {} : { functionSegments }),
    takesKey: (key) =>
      (functionSegments?.includes(key.functionSegment) ?? true) &&
      (targetSegment === undefined || key.targetSegment === targetSegment) &&
      (reason === undefined || key.reason === reason),
    takes: (deadLetter) =>
      takesType(deadLetter.logType) &&
      takesError(deadLetter.error) &&
      (id === undefined || deadLetter.logId === id || deadLetter.identity === id),
  };
}

/** Sentences about names that the stage does not have: a typing error finds nothing, and looks as if all were well. */
export function unknownNames(options: FilterOptions, names: FilterNames): readonly string[] {
  const { function: fn, target, reason } = options;
  const { functions } = names;
  const targets = functions.flatMap((one) => one.targets.map(({ kind, name }) => `${kind}:${name}`));
  const [ids, places] = [functions.map(({ id }) => id), [...new Set(targets)]];
  const isKnownFunction =
    fn === undefined || namesOf(fn, functions).some((name) => functions.some((f) => f.name === name));
  const isKnownTarget = target === undefined || [...places, NO_TARGET].includes(targetName(target, names));
  return [
    ...(isKnownFunction ? [] : [`--function ${fn}: config/ does not have it; it has ${ids.join(', ')}`]),
    ...(isKnownTarget ? [] : [`--target ${target}: no function of config/ has it; they have ${places.join(', ')}`]),
    ...(reason === undefined || REASONS.has(reason)
      ? []
      : [`--reason ${reason}: there are ${REJECT_CODES.join(', ')}`]),
  ].map(printable);
}

/** `kinesis:` or `firehose:` with a short name of `config/` means the name on AWS. */
function targetName(given: string, { streams, deliveryStreams }: FilterNames): string {
  const [, kind = '', short = ''] = /^(kinesis|firehose):(.*)$/s.exec(given) ?? [];
  const known = (kind === 'kinesis' ? streams : deliveryStreams).find(({ key }) => key === short);
  return known === undefined ? given : `${kind}:${known.name}`;
}

function namesOf(given: string, functions: readonly StreamFunction[]): readonly string[] {
  if (given.trim() === '') throw new UsageError(['--function: expected a name, got an empty one']);
  const known = functions.filter((fn) => [fn.name, fn.id, fn.service, fn.key].includes(given));
  return known.length === 0 ? [given] : known.map(({ name }) => name);
}

/** Dead letters without a type match no pattern but `*` and an absent one. */
function compileType(pattern: string | undefined): (logType: string | undefined) => boolean {
  if (pattern === undefined || pattern === '*') return () => true;
  if (!isTypePattern(pattern)) {
    throw new UsageError([`--type: expected NAME, PREFIX* or *, got ${JSON.stringify(printable(pattern))}`]);
  }
  const takes = compileTypePatterns([pattern]);
  return (logType) => logType !== undefined && takes(logType);
}

/** `/…/`, with flags behind it, is a regular expression; anything else is a part of the sentence. */
function compileError(text: string | undefined): (error: string) => boolean {
  if (text === undefined) return () => true;
  const [, source, flags] = /^\/(.+)\/([ims]*)$/s.exec(text) ?? [];
  if (source === undefined) return (error) => error.includes(text);
  try {
    const pattern = new RegExp(source, flags);
    return (error) => pattern.test(error);
  } catch (error) {
    // `RegExp` throws nothing but a SyntaxError.
    throw new UsageError([`--error: ${(error as SyntaxError).message}`]);
  }
}
