import type { OpenObject } from '../aws/open-object.ts';
import type { Line } from '../lines/read-lines.ts';
import { redriveRecordProblems } from '../pipeline/redrive/read-redrive-event.ts';
import type { ArchiveFile } from './archive-file.ts';
import type { EditBytes } from './edit-bytes.ts';
import type { ReadItem, Sources } from './ports.ts';
import { MAX_LINE_BYTES, readLinesToDamage } from './read-archive-lines.ts';

/** Context of a line for `--edit`. */
export interface LinePlace {
  readonly bucket: string;
  readonly key: string;
  /** From 1. */
  readonly line: number;
}

/** Which lines are replayed, into which function, and how they are changed before. */
export interface LineSelection {
  /** Name on AWS; of a stream it is only a name. */
  readonly destination: string;
  readonly takes: (line: Buffer, writtenAtMs: number) => boolean;
  readonly edit?: EditBytes<LinePlace>;
}

/** Objects by the name under which their receipts are kept: `bucket/key`. */
export type FilesByName = ReadonlyMap<string, ArchiveFile>;

/** Objects of an archive as sources of items. They stay where they are; their receipts say that they are done. */
export function createArchiveSources(openObject: OpenObject, selection: LineSelection, files: FilesByName): Sources {
  return {
    open: async (source) => {
      const file = files.get(source);
      const body = file === undefined ? undefined : await openObject(file);
      return file === undefined || body === undefined ? undefined : readItems(body, file, selection);
    },
    finish: async () => undefined,
  };
}

async function* readItems(
  body: AsyncIterable<Uint8Array>,
  file: ArchiveFile,
  selection: LineSelection,
): AsyncGenerator<readonly ReadItem[]> {
  let last = 0;
  for await (const read of readLinesToDamage(body)) {
    if ('why' in read) {
      yield [{ status: 'left', line: last + 1, why: read.why, isProblem: true }];
      return;
    }
    const items: ReadItem[] = [];
    for (const line of read.lines) {
      last = line.number;
      if (line.cutFrom === undefined && !selection.takes(line.data, file.writtenAtMs)) continue;
      items.push(await toItem(line, file, selection));
    }
    yield items;
  }
}

async function toItem(
  { number, data, cutFrom }: Line,
  { bucket, key, writtenAtMs }: ArchiveFile,
  { destination, edit }: LineSelection,
): Promise<ReadItem> {
  const left = (why: string, isProblem: boolean): ReadItem => ({ status: 'left', line: number, why, isProblem });
  if (cutFrom !== undefined) return left(`it has ${cutFrom} bytes, at most ${MAX_LINE_BYTES} are read`, true);
  const place = { bucket, key, line: number };
  const edited = edit === undefined ? { status: 'kept' as const, data } : await edit(data, place);
  if (edited.status === 'left') return left(edited.why, edited.isProblem);
  const record = {
    identity: `archive/${key}/${number}`,
    // The archive does not have it: a stream gets the identity.
    partitionKey: '',
    arrivedAt: new Date(writtenAtMs).toISOString(),
    data: edited.data.toString('base64'),
  };
  const [problem] = redriveRecordProblems(record);
  if (problem !== undefined) return left(problem, true);
  return { status: 'item', item: { line: number, function: destination, target: '-', generation: 0, record } };
}
