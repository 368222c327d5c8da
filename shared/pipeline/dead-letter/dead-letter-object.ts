import { gzipSync } from 'node:zlib';
import { batchName } from '../../names/batch-name.ts';
import { encodeKeySegment } from '../../names/key-segment.ts';
import type { RejectedResult } from '../result.ts';
import { type DeadLetterContext, deadLetterLine } from './to-dead-letter.ts';

/** One object of dead letters. */
export interface DeadLetterObject {
  readonly key: string;
  /** Makes the body, which must not be kept longer than it is written. */
  readonly createBody: () => Buffer;
  /** About how much memory writing it takes at most, bytes. */
  readonly bytes: number;
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

/** Payloads of one object, bytes; a larger one is alone in its object. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** A dead letter takes about so many bytes besides its payload. */
const LINE_BYTES = 1024;

/** Characters that are compressed at a time. */
const MEMBER_LENGTH = 256 * 1024;

/** The fastest level: dead letters are short-lived, but a flood of them must be written within the reserve of time. */
const GZIP = { level: 1 };

/**
 * Groups rejected results into objects, one or more for each target, reason and log type:
 * `<prefix>/<function>/<target>/<reason>/<log type>/YYYY/MM/DD/HH/<name>.ndjson.gz`; past the first generation the name ends in `-g2`.
 */
export function groupDeadLetters(
  results: readonly RejectedResult[],
  naming: DeadLetterNaming,
): readonly DeadLetterObject[] {
  return [...groupByFolder(results, naming)].flatMap(([folder, whole]) =>
    cutGroup(whole).map((group) => ({
      key: keyOf(folder, group, naming),
      createBody: () => bodyOf(group, naming),
      bytes: bytesOf(group),
      results: group,
    })),
  );
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
  { prefix, functionName, generation = 1 }: Pick<DeadLetterNaming, 'prefix' | 'functionName' | 'generation'>,
): string {
  const name = batchName(group.map(({ entry }) => entry.identity));
  const hour = hourPath(group[0]?.entry.arrivedAtMs ?? 0);
  const file = generation > 1 ? `${name}-g${generation}.ndjson.gz` : `${name}.ndjson.gz`;
  return [prefix, encodeKeySegment(functionName), folder, hour, file].filter((part) => part !== '').join('/');
}

/** `YYYY/MM/DD/HH` of an instant, UTC. */
function hourPath(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 13).replace(/[-T]/g, '/');
}

function cutGroup(whole: readonly RejectedResult[]): readonly (readonly RejectedResult[])[] {
  const groups: RejectedResult[][] = [];
  let room = 0;
  for (const result of whole) {
    const size = result.entry.data.length;
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = MAX_OBJECT_BYTES;
    }
    groups.at(-1)?.push(result);
    room -= size;
  }
  return groups;
}

function bytesOf(group: readonly RejectedResult[]): number {
  return group.reduce((sum, { entry }) => sum + entry.data.length + LINE_BYTES, 0);
}

/** Several gzip members, one after the other, where the lines are long: they are never in memory as a whole. */
function bodyOf(group: readonly RejectedResult[], context: DeadLetterContext): Buffer {
  const members: Buffer[] = [];
  let text = '';
  for (const result of group) {
    for (const piece of deadLetterLine(result, context)) {
      text += piece;
      if (text.length < MEMBER_LENGTH) continue;
      members.push(gzipSync(text, GZIP));
      text = '';
    }
  }
  if (text !== '') members.push(gzipSync(text, GZIP));
  const [first] = members;
  return members.length === 1 && first !== undefined ? first : Buffer.concat(members);
}
