import { parseConfig } from '../../../services/s3-sink/config.ts';
import { type KeyLayout, LAYOUTS } from '../../../services/s3-sink/layouts.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import { encodeKeySegment } from '../../../shared/names/key-segment.ts';
import { decodeKeySegment } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import type { TimeRange } from '../operator/time-range.ts';

/** The objects that one s3-sink writes. */
export interface Archive {
  readonly bucket: string;
  /** As a folder: empty, or with a slash at its end. */
  readonly folder: string;
  readonly layout: KeyLayout;
  /** Name of the field with the id, or its path. */
  readonly idField: string;
}

/** Objects of some types and days. */
export interface ArchiveQuery {
  readonly pattern: string;
  /** Of the logs' own times. */
  readonly range: TimeRange;
  /** Objects that were written later are left out, epoch milliseconds. */
  readonly writtenBeforeMs: number;
  readonly signal?: AbortSignal;
}

const DAY_MS = 86_400_000;
/** As s3-sink cuts types in keys. */
const MAX_SEGMENT = 200;
/** Days of which each is asked for without a look at which there are. */
const MANY_DAYS = 31;
/** Marks a segment that was cut. */
const CUT = '!-';

/** The archives of a stage: of each s3-sink, each place once. */
export function archivesOf({ functions }: Topology): readonly Archive[] {
  const archives = functions
    .filter(({ service }) => service === 's3-sink')
    .map(({ environment }): Archive => {
      const { objects, common } = parseConfig(environment);
      const { bucket, prefix, layout } = objects;
      return { bucket, folder: prefix === '' ? '' : `${prefix}/`, layout, idField: common.schema.fields.logId };
    });
  return archives.filter((one, index) => archives.findIndex((other) => isSame(one, other)) === index);
}

function isSame(a: Archive, b: Archive): boolean {
  return a.bucket === b.bucket && a.folder === b.folder && a.layout === b.layout;
}

/** Lists objects of an archive, type by type and day by day: their logs are of these days. Other folders are not listed. */
export async function* listArchive(
  list: ListObjects,
  archive: Archive,
  { pattern, range, writtenBeforeMs, signal }: ArchiveQuery,
): AsyncGenerator<ArchiveFile> {
  const { bucket } = archive;
  const ended = signal && { signal };
  const days = daysOf(range);
  for await (const segment of typeSegments(list, archive, pattern)) {
    const prefixes = days.map((date) => dayFolder(archive, segment, date));
    for (const prefix of days.length > MANY_DAYS ? await thoseThatAre(list, archive, prefixes) : prefixes) {
      for await (const { objects } of list({ bucket, prefix, ...ended })) {
        for (const object of objects) {
          if (object.writtenAtMs < writtenBeforeMs) yield { ...object, bucket, logType: decodeKeySegment(segment) };
        }
      }
    }
  }
}

/** Types as they are in keys. One that was cut is known by its whole name alone. */
async function* typeSegments(list: ListObjects, archive: Archive, pattern: string): AsyncGenerator<string> {
  if (!pattern.endsWith('*')) {
    yield encodeKeySegment(pattern, MAX_SEGMENT);
    return;
  }
  const takes = compileTypePatterns([pattern]);
  const { bucket, folder, layout } = archive;
  const mark = layout === 'hive' ? 'log_type=' : '';
  for await (const { folders } of list({ bucket, prefix: folder, shallow: true })) {
    for (const path of folders) {
      const name = path.slice(folder.length, -1);
      if (!name.startsWith(mark)) continue;
      const segment = name.slice(mark.length);
      const isTaken = segment.includes(CUT) ? pattern === '*' : takes(decodeKeySegment(segment));
      if (isTaken) yield segment;
    }
  }
}

/** Folder of a type's day; in the layout `hive` it has folders of hours. */
function dayFolder({ folder, layout }: Archive, segment: string, date: string): string {
  const day = LAYOUTS[layout].folderOf(segment, date, '00').replace(/hour=00$/, '');
  return `${folder}${day.endsWith('/') ? day : `${day}/`}`;
}

/** Of many days of one type, those whose month (in the layout `hive`: whose day) has a folder: years are no thousand listings. */
async function thoseThatAre(
  list: ListObjects,
  { bucket, folder }: Archive,
  prefixes: readonly string[],
): Promise<readonly string[]> {
  const upTo = (prefix: string, parts: number): string =>
    `${folder}${prefix.slice(folder.length).split('/').slice(0, parts).join('/')}/`;
  const existing = new Set<string>();
  const [first = folder] = prefixes;
  for await (const { folders } of list({ bucket, prefix: upTo(first, 1), shallow: true })) {
    for (const one of folders) existing.add(one);
  }
  return prefixes.filter((prefix) => existing.has(upTo(prefix, 2)));
}

/** The days, UTC, that a range touches: `2026-11-22`. */
function daysOf({ fromMs, toMs }: TimeRange): readonly string[] {
  const days: string[] = [];
  for (let at = fromMs - (fromMs % DAY_MS); at < toMs; at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
