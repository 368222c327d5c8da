import pMap from 'p-map';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { createFieldReader } from '../../../shared/log/decode/fields.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';
import { numberSource } from '../../../shared/log/number-source.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import { readLinesToDamage } from '../../../shared/put-back/read-archive-lines.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { DEFAULT_CONCURRENCY } from '../operator/options.ts';
import { type Archive, listArchive } from '../replay/archive.ts';
import { CommandError } from '../shell.ts';
import { createIdSample } from './id-sample.ts';

/** Lines of archives, and the repeats among them. */
interface Counts {
  readonly objects: number;
  readonly bytes: number;
  readonly lines: number;
  /** Distinct logs, by type and id; lines without an id count each. */
  readonly distinct: number;
  /** Lines whose log another line is, too. */
  readonly repeated: number;
}

/** The lines of one archive. */
export interface ArchiveCount extends Counts {
  readonly bucket: string;
  /** As a folder: empty, or with a slash at its end. */
  readonly folder: string;
  /** One id of so many was compared; 1: each. Above 1 `distinct` and `repeated` are about. */
  readonly oneIdOf: number;
}

/** One day and type in every archive, counted: the sums, and each archive. A log that two archives have is no repeat. */
export interface DeepCount extends Counts {
  readonly day: string;
  readonly type: string;
  readonly archives: readonly ArchiveCount[];
}

interface Ports {
  readonly list: ListObjects;
  readonly open: OpenObject;
}

/** The part of the archives that is counted. */
interface DeepQuery {
  /** `2026-11-22`, of the logs' own times, UTC. */
  readonly day: string;
  /** A type, `PREFIX*` or `*`. */
  readonly type: string;
  /** Receives what was read of all archives. */
  readonly onObject: (objects: number, bytes: number) => void;
}

const DAY_MS = 86_400_000;

/**
 * Counts the lines of a day and type in all archives, a few objects at a time. In memory are ids of one archive, no more than a fixed number.
 * @throws {CommandError} naming an object that is damaged, or in the words of AWS.
 */
export async function countArchives(
  ports: Ports,
  archives: readonly Archive[],
  { day, type, onObject }: DeepQuery,
): Promise<DeepCount> {
  const counted: ArchiveCount[] = [];
  for (const archive of archives) {
    const [before, bytesBefore] = [sumOf(counted, 'objects'), sumOf(counted, 'bytes')];
    const query: DeepQuery = {
      ...{ day, type },
      onObject: (objects, bytes) => onObject(before + objects, bytesBefore + bytes),
    };
    counted.push(await countArchive(ports, archive, query));
  }
  const [objects, bytes, lines] = [sumOf(counted, 'objects'), sumOf(counted, 'bytes'), sumOf(counted, 'lines')];
  const [distinct, repeated] = [sumOf(counted, 'distinct'), sumOf(counted, 'repeated')];
  return { day, type, objects, bytes, lines, distinct, repeated, archives: counted };
}

async function countArchive(
  { list, open }: Ports,
  archive: Archive,
  { day, type, onObject }: DeepQuery,
): Promise<ArchiveCount> {
  const { bucket, folder, idField } = archive;
  const fromMs = Date.parse(day);
  const range = { fromMs, toMs: fromMs + DAY_MS };
  const files = listArchive(list, archive, { pattern: type, range, writtenBeforeMs: Number.POSITIVE_INFINITY });
  const readId = createReadId(idField);
  const ids = createIdSample();
  let [objects, bytes, lines] = [0, 0, 0];
  const count = async (file: ArchiveFile): Promise<void> => {
    const body = await open(file);
    if (body === undefined) return;
    for await (const read of readLinesToDamage(body)) {
      if ('why' in read) throw new CommandError(`s3://${file.bucket}/${file.key}: ${read.why}`);
      lines += read.lines.length;
      for (const { data } of read.lines) {
        const id = readId(data);
        if (id !== undefined) ids.add(`${file.logType}\n${id}`);
      }
    }
    objects++;
    bytes += file.bytes;
    onObject(objects, bytes);
  };
  await pMap(files, count, { concurrency: DEFAULT_CONCURRENCY });
  const repeated = ids.repeated();
  return { bucket, folder, objects, bytes, lines, distinct: lines - repeated, repeated, oneIdOf: ids.oneOf() };
}

type ReadId = (line: Buffer) => string | undefined;

/** The id as functions read it: the field may be a path, and a number may have more digits than a double. */
function createReadId(field: string): ReadId {
  const readFields = createFieldReader({ logType: '', logId: field, time: '' });
  return (line) => {
    try {
      const root: unknown = JSON.parse(line.toString());
      const id = isJsonObject(root) ? readFields(root).logId : undefined;
      if (typeof id === 'string') return id;
      if (typeof id !== 'number') return undefined;
      return Number.isSafeInteger(id) ? String(id) : numberSource(line, field);
    } catch {
      return undefined;
    }
  };
}

function sumOf(counted: readonly ArchiveCount[], name: keyof Counts): number {
  return counted.reduce((sum, one) => sum + one[name], 0);
}
