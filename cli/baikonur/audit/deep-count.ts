import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { readArchiveLines } from '../../../shared/put-back/read-archive-lines.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { type Archive, listArchive } from '../replay/archive.ts';

/** The archive of one day and type, counted. */
export interface DeepCount {
  readonly day: string;
  readonly type: string;
  readonly objects: number;
  readonly bytes: number;
  readonly lines: number;
  /** Distinct log ids; lines without one count each. */
  readonly distinct: number;
  /** Lines whose log id another line has too. */
  readonly repeated: number;
}

/** The archive that is counted. */
export interface CountedArchive {
  readonly archive: Archive;
  /** Name of the id's field. */
  readonly idField: string;
}

const DAY_MS = 86_400_000;

/** Counts the lines of a day and type, object by object: only the ids are kept in memory. */
export async function countArchive(
  { list, open }: { readonly list: ListObjects; readonly open: OpenObject },
  { archive, idField }: CountedArchive,
  {
    day,
    type,
    onObject,
  }: { readonly day: string; readonly type: string; readonly onObject: (objects: number) => void },
): Promise<DeepCount> {
  const fromMs = Date.parse(day);
  const range = { fromMs, toMs: fromMs + DAY_MS };
  const files = listArchive(list, archive, { pattern: type, range, writtenBeforeMs: Number.POSITIVE_INFINITY });
  const ids = new Set<string>();
  let [objects, bytes, lines, unknown] = [0, 0, 0, 0];
  for await (const file of files) {
    const body = await open(file);
    if (body === undefined) continue;
    for await (const some of readArchiveLines(body)) {
      lines += some.length;
      for (const { data } of some) {
        const id = idOf(data.toString(), idField);
        if (id === undefined) unknown++;
        else ids.add(id);
      }
    }
    objects++;
    bytes += file.bytes;
    onObject(objects);
  }
  const distinct = ids.size + unknown;
  return { day, type, objects, bytes, lines, distinct, repeated: lines - distinct };
}

function idOf(line: string, field: string): string | undefined {
  try {
    const value = JSON.parse(line)[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}
