import { gzipSync } from 'node:zlib';
import { batchName } from '../../names/batch-name.ts';
import { encodeKeySegment } from '../../names/key-segment.ts';
import type { Letter } from './letter.ts';
import { type LetterContext, type RejectedResult, writeLetter } from './write-letter.ts';

/** One object of dead letters, ready to be put. */
export interface LetterObject {
  readonly key: string;
  readonly body: Buffer;
  /** The results whose letters are in it. */
  readonly results: readonly RejectedResult[];
}

/** Where letters go. */
export interface LetterPlace extends LetterContext {
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Folder of letters whose log type is not known. */
  readonly unknownType: string;
}

/**
 * Log types that get a folder of their own in one invocation. Hostile senders invent types: past this many,
 * letters share the folder of unknown types (each line still names its own), so that settling stays short.
 */
const MAX_TYPE_FOLDERS = 100;

/** The fastest: letters are few and short-lived, but a flood of them must be written within the reserve of time. */
const GZIP = { level: 1 };

/**
 * Groups rejected results into objects, one for each target, reason and log type:
 * `<prefix>/<function>/<target>/<reason>/<log type>/YYYY/MM/DD/HH/<name>.ndjson.gz`.
 */
export function groupLetters(results: readonly RejectedResult[], place: LetterPlace): readonly LetterObject[] {
  return [...groupByFolder(results, place)].map(([folder, group]) => {
    const arrivedAtMs = group[0]?.entry.arrivedAtMs ?? 0;
    const name = batchName(group.map(({ entry }) => entry.identity));
    const path = [
      place.prefix,
      encodeKeySegment(place.functionName),
      folder,
      datePath(arrivedAtMs),
      `${name}.ndjson.gz`,
    ];
    return {
      key: path.filter((part) => part !== '').join('/'),
      body: bodyOf(group.map((result) => writeLetter(result, place))),
      results: group,
    };
  });
}

function groupByFolder(
  results: readonly RejectedResult[],
  place: LetterPlace,
): ReadonlyMap<string, readonly RejectedResult[]> {
  const folders = new Map<string, RejectedResult[]>();
  for (const result of results) {
    const own = folderOf(result, place);
    const isFull = folders.size >= MAX_TYPE_FOLDERS && !folders.has(own);
    const folder = isFull ? folderOf({ ...result, known: {} }, place) : own;
    const group = folders.get(folder);
    if (group === undefined) folders.set(folder, [result]);
    else group.push(result);
  }
  return folders;
}

function folderOf(result: RejectedResult, place: LetterPlace): string {
  const { target, outcome, known } = result;
  return [encodeKeySegment(target), outcome.code, encodeKeySegment(known.logType ?? place.unknownType)].join('/');
}

/** `YYYY/MM/DD/HH` of an instant, UTC. */
function datePath(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 13).replace(/[-T]/g, '/');
}

function bodyOf(letters: readonly Letter[]): Buffer {
  return gzipSync(letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''), GZIP);
}
