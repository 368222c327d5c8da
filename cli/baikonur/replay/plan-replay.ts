import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import { readArchiveLines } from '../../../shared/put-back/read-archive-lines.ts';

/** The part of an archive that would be replayed. */
export interface ReplayPlan {
  readonly objects: number;
  readonly bytes: number;
  /** About, from a sample; the selection of lines is not applied. */
  readonly logs: number;
  /** By type, the largest first. */
  readonly types: readonly { readonly logType: string; readonly objects: number; readonly bytes: number }[];
  /** The first log. */
  readonly example?: string;
}

/** Objects whose lines are counted: the first, and more while they double. */
const MAX_SAMPLES = 8;
const MAX_SAMPLE_BYTES = 16 * 1024 * 1024;
const MAX_EXAMPLE = 200;

/** Lists what would be replayed, and counts the lines of a few objects. Memory grows with the number of types alone. */
export async function planReplay(
  files: AsyncIterable<ArchiveFile>,
  openObject: OpenObject,
  onProgress: (objects: number, bytes: number) => void,
): Promise<ReplayPlan> {
  const types = new Map<string, { logType: string; objects: number; bytes: number }>();
  const sample = { files: 0, bytes: 0, lines: 0, example: undefined as string | undefined };
  let objects = 0;
  let bytes = 0;
  for await (const file of files) {
    objects++;
    bytes += file.bytes;
    const type = types.get(file.logType) ?? { logType: file.logType, objects: 0, bytes: 0 };
    types.set(file.logType, { ...type, objects: type.objects + 1, bytes: type.bytes + file.bytes });
    onProgress(objects, bytes);
    // The 1st, 2nd, 4th, 8th …: spread over the whole, whose end is not known yet.
    const isSampled = Number.isInteger(Math.log2(objects)) && sample.files < MAX_SAMPLES;
    if (!isSampled || file.bytes > MAX_SAMPLE_BYTES) continue;
    sample.files++;
    sample.bytes += file.bytes;
    for await (const lines of readArchiveLines((await openObject(file)) ?? none())) {
      sample.example ??= lines[0]?.data.toString().slice(0, MAX_EXAMPLE);
      sample.lines += lines.length;
    }
  }
  const logs = sample.bytes === 0 ? 0 : Math.round((bytes * sample.lines) / sample.bytes);
  const byBytes = [...types.values()].sort((a, b) => b.bytes - a.bytes);
  return { objects, bytes, logs, types: byBytes, ...(sample.example !== undefined && { example: sample.example }) };
}

async function* none(): AsyncGenerator<Uint8Array> {
  // The object is gone meanwhile.
}
