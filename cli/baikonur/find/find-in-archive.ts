import { isNativeError } from 'node:util/types';
import { pMapIterable } from 'p-map';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import type { Line } from '../../../shared/lines/read-lines.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import { MAX_LINE_BYTES, readArchiveLines } from '../../../shared/put-back/read-archive-lines.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { type Archive, listArchive } from '../replay/archive.ts';
import { createReadLine, type ReadLine } from '../replay/read-line.ts';
import { CommandError } from '../shell.ts';
import { type Looking, skipRest, withinBudget } from './looking.ts';
import type { ArchivePlace } from './report.ts';

/** Ports of {@link findInArchive}. */
interface Ports {
  readonly list: ListObjects;
  readonly open: OpenObject;
}

interface Hit {
  readonly place: ArchivePlace;
  readonly data: Buffer;
  readonly writtenAtMs: number;
}

const DAY_MS = 86_400_000;
/** A cut connection is tried again from the object's beginning. */
const TRIES = 3;

/**
 * Looks for logs in the objects of one s3-sink: those of the types and days that are meant. Memory depends on the number of
 * parallel requests and the longest line alone.
 * @throws {CommandError} in the words of AWS, or with the right that is missing.
 */
export async function findInArchive(
  { list, open }: Ports,
  { archive, settings }: { readonly archive: Archive; readonly settings: CommonSettings },
  looking: Looking,
): Promise<void> {
  const { query, signal } = looking;
  const what = `archive s3://${archive.bucket}/${archive.folder}`;
  const over = new AbortController();
  const scan = createScan(open, createReadLine(settings, query.where.paths), {
    ...looking,
    signal: AbortSignal.any([signal, over.signal]),
  });
  const files = withinBudget(listArchive(list, archive, archiveQuery(looking)), what, looking);
  try {
    const { concurrency } = query;
    for await (const hits of pMapIterable(files, scan, { concurrency, backpressure: concurrency })) {
      if (signal.aborted) return;
      for (const hit of hits) if (!looking.add(hit.place, recordOf(hit))) return;
      if (hits.length === 0 || query.all || query.id === undefined) continue;
      skipRest(looking);
      return;
    }
  } finally {
    over.abort();
  }
}

/** Without an end, logs whose time is ahead of the clock are meant, too. */
function archiveQuery({ query: { type, range, hasEnd }, signal }: Looking) {
  const toMs = hasEnd ? range.toMs : range.toMs + DAY_MS;
  return { pattern: type, range: { fromMs: range.fromMs, toMs }, writtenBeforeMs: Number.POSITIVE_INFINITY, signal };
}

type Scan = (file: ArchiveFile) => Promise<readonly Hit[]>;

/** Reads one object. Once it is aborted it finds nothing, and never rejects. */
function createScan(open: OpenObject, readLine: ReadLine, looking: Looking): Scan {
  const { signal, skip } = looking;
  return async (file) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await scanObject(file, { open, readLine, looking });
      } catch (error) {
        if (signal.aborted) return [];
        if (error instanceof CommandError) throw error;
        if (attempt < TRIES && !isDamaged(error)) continue;
        skip(`s3://${file.bucket}/${file.key}`, `it cannot be read to its end: ${errorText(error)}`);
        return [];
      }
    }
  };
}

interface Scanning {
  readonly open: OpenObject;
  readonly readLine: ReadLine;
  readonly looking: Looking;
}

async function scanObject(file: ArchiveFile, { open, readLine, looking }: Scanning): Promise<readonly Hit[]> {
  const { query, signal, skip } = looking;
  if (signal.aborted) return [];
  const body = await open({ bucket: file.bucket, key: file.key, signal });
  if (body === undefined) return [];
  const stop = (): void => void body.destroy();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const hits: Hit[] = [];
  try {
    for await (const lines of readArchiveLines(body)) {
      for (const line of lines) {
        if (line.cutFrom !== undefined) {
          const why = `it has ${line.cutFrom} bytes, at most ${MAX_LINE_BYTES} are read`;
          skip(`s3://${file.bucket}/${file.key} line ${line.number}`, why);
        } else hits.push(...hitsOf(line, file, readLine, looking));
        // No more are kept, whatever the object's size.
        if (hits.length >= query.limit) return hits;
      }
    }
    return hits;
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

function hitsOf(line: Line, file: ArchiveFile, readLine: ReadLine, { match, query }: Looking): readonly Hit[] {
  if (!match.mayBe(line.data)) return [];
  const { bucket, key, writtenAtMs } = file;
  return readLine(line.data, writtenAtMs).flatMap((log) => {
    const known = match.matches(log);
    if (known === undefined || !isInTime(known.timeMs, query)) return [];
    const { logId, logType = file.logType, timeMs } = known;
    const time = timeMs === undefined ? null : new Date(timeMs).toISOString();
    const named = { ...(logId !== undefined && { logId }), logType };
    // A copy: a view would keep the whole chunk alive.
    const data = Buffer.from(line.data);
    return [{ place: { kind: 'archive', bucket, key, line: line.number, time, ...named }, data, writtenAtMs }];
  });
}

/** A log of that id is meant whatever its time; its day is in the key. */
function isInTime(timeMs: number | undefined, { id, range, hasEnd }: Looking['query']): boolean {
  if (id !== undefined || timeMs === undefined) return true;
  return timeMs >= range.fromMs && (!hasEnd || timeMs < range.toMs);
}

/** The log as a record. The archive has neither its stream nor its arrival: it came in when its object was written. */
function recordOf({ data, writtenAtMs: arrivedAtMs }: Hit) {
  const nowhere = { streamName: '', shardId: '', sequenceNumber: '1', partitionKey: '' };
  return { ...nowhere, arrivedAtMs, data: data.toString('base64') };
}

/** An error of decompression has a code that begins with `Z_`, or `ZSTD_`. */
function isDamaged(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && /^Z(STD)?_|^ERR_ZLIB/.test(String(error.code));
}
