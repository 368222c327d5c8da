import { gzipSync } from 'node:zlib';
import { batchName } from '../../names/batch-name.ts';
import { encodeKeySegment } from '../../names/key-segment.ts';
import type { RejectedResult } from '../result.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type DeadLetterContext, toDeadLetter } from './to-dead-letter.ts';

/** One object of dead letters, ready to be put. */
export interface DeadLetterObject {
  readonly key: string;
  readonly body: Buffer;
  /** The results whose dead letters are in it. */
  readonly results: readonly RejectedResult[];
}

/** How the keys of dead letters are made. */
export interface DeadLetterNaming extends DeadLetterContext {
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Folder of dead letters whose log type is not known. */
  readonly unknownType: string;
}

/**
 * Log types that get a folder of their own in one invocation. Hostile senders invent types: past this many,
 * dead letters share the folder of unknown types (each line still names its own), so that settling stays short.
 */
const MAX_TYPE_FOLDERS = 100;

/** The fastest level: dead letters are short-lived, but a flood of them must be written within the reserve of time. */
const GZIP = { level: 1 };

/**
 * Groups rejected results into objects, one for each target, reason and log type:
 * `<prefix>/<function>/<target>/<reason>/<log type>/YYYY/MM/DD/HH/<name>.ndjson.gz`.
 */
export function groupDeadLetters(
  results: readonly RejectedResult[],
  naming: DeadLetterNaming,
): readonly DeadLetterObject[] {
  return [...groupByFolder(results, naming)].map(([folder, group]) => ({
    key: keyOf(folder, group, naming),
    body: bodyOf(group.map((result) => toDeadLetter(result, naming))),
    results: group,
  }));
}

function groupByFolder(
  results: readonly RejectedResult[],
  naming: DeadLetterNaming,
): ReadonlyMap<string, readonly RejectedResult[]> {
  const folders = new Map<string, RejectedResult[]>();
  for (const result of results) {
    const own = folderOf(result, naming);
    const isFull = folders.size >= MAX_TYPE_FOLDERS && !folders.has(own);
    const folder = isFull ? folderOf({ ...result, known: {} }, naming) : own;
    const group = folders.get(folder);
    if (group === undefined) folders.set(folder, [result]);
    else group.push(result);
  }
  return folders;
}

function folderOf({ target, outcome, known }: RejectedResult, { unknownType }: DeadLetterNaming): string {
  return [encodeKeySegment(target), outcome.code, encodeKeySegment(known.logType ?? unknownType)].join('/');
}

function keyOf(
  folder: string,
  group: readonly RejectedResult[],
  { prefix, functionName }: Pick<DeadLetterNaming, 'prefix' | 'functionName'>,
): string {
  const name = batchName(group.map(({ entry }) => entry.identity));
  const hour = hourPath(group[0]?.entry.arrivedAtMs ?? 0);
  return [prefix, encodeKeySegment(functionName), folder, hour, `${name}.ndjson.gz`]
    .filter((part) => part !== '')
    .join('/');
}

/** `YYYY/MM/DD/HH` of an instant, UTC. */
function hourPath(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 13).replace(/[-T]/g, '/');
}

function bodyOf(deadLetters: readonly DeadLetter[]): Buffer {
  return gzipSync(deadLetters.map((deadLetter) => `${JSON.stringify(deadLetter)}\n`).join(''), GZIP);
}
