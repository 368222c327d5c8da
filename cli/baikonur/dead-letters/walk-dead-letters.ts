import {
  type DeadLetterKey,
  folderOf,
  parseDeadLetterKey,
} from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import type { TimeRange } from '../operator/time-range.ts';
import type { DeadLetterFilter } from './filter.ts';

/** An object of dead letters. */
export interface DeadLetterFile {
  readonly key: string;
  readonly bytes: number;
  /** When it was written, epoch milliseconds. */
  readonly writtenAtMs: number;
  readonly parts: DeadLetterKey;
}

/** Where dead letters are, and which of them are meant. */
export interface WalkOptions {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly filter: Pick<DeadLetterFilter, 'functionSegments' | 'takesKey'>;
  /** Of the objects' writing. */
  readonly range: TimeRange;
  /** How long a log may have waited before its dead letter was written: the longest retention of a stream. */
  readonly longestWaitMs: number;
  readonly signal?: AbortSignal;
}

const HOUR_MS = 3_600_000;

/**
 * Lists objects of dead letters, in the order of their keys. A key has the hour of arrival, and a log waits no longer than its
 * stream's retention: hours that are too early or too late are skipped, folder by folder, without listing them. (A log that was redriven
 * keeps its arrival: what failed again after the retention is found by a range that begins earlier.)
 */
export async function* walkDeadLetters(list: ListObjects, options: WalkOptions): AsyncGenerator<DeadLetterFile> {
  const { prefix, filter } = options;
  const folders = filter.functionSegments?.map((name) => `${folderOf(prefix)}${name}/`) ?? [folderOf(prefix)];
  for (const folder of folders) yield* walkFolder(list, folder, options);
}

async function* walkFolder(list: ListObjects, folder: string, options: WalkOptions): AsyncGenerator<DeadLetterFile> {
  const { bucket, prefix, filter, range, signal } = options;
  let after: string | undefined;
  do {
    const query = { bucket, prefix: folder, ...(after && { after }), ...(signal && { signal }) };
    after = undefined;
    for await (const { objects } of list(query)) {
      for (const object of objects) {
        const parts = parseDeadLetterKey(object.key, prefix);
        if (parts === undefined || !filter.takesKey(parts)) continue;
        if (object.writtenAtMs >= range.fromMs && object.writtenAtMs < range.toMs) yield { ...object, parts };
      }
      after = jumpFrom(objects.at(-1)?.key, options);
      if (after !== undefined) break;
    }
  } while (after !== undefined);
}

/** The key behind which the listing goes on, where the keys that follow `last` cannot match. */
function jumpFrom(last: string | undefined, options: WalkOptions): string | undefined {
  if (last === undefined) return undefined;
  const { prefix, filter, range, longestWaitMs } = options;
  const parts = parseDeadLetterKey(last, prefix);
  if (parts === undefined) return jumpInner(last, prefix);
  const type = [parts.functionSegment, parts.targetSegment, parts.reason, parts.typeSegment].join('/');
  const folder = `${folderOf(prefix)}${type}`;
  if (!filter.takesKey(parts) || parts.hourMs > range.toMs) return behind(folder);
  const firstMs = Math.max(0, range.fromMs - longestWaitMs - HOUR_MS);
  return parts.hourMs < firstMs ? `${folder}/${hourPath(firstMs)}` : undefined;
}

/** After all keys of a folder, and before all others that follow: `0` is the character behind `/`. */
function behind(folder: string): string {
  return `${folder}0`;
}

/** Behind a folder of the project's own, such as `_progress/`. */
function jumpInner(last: string, prefix: string): string | undefined {
  const [first = ''] = last.slice(folderOf(prefix).length).split('/');
  return first.startsWith('_') ? behind(`${folderOf(prefix)}${first}`) : undefined;
}

/** `YYYY/MM/DD/HH` of an instant, UTC. */
function hourPath(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 13).replace(/[-T]/g, '/');
}
