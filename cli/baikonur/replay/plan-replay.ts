import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import { readLinesToDamage } from '../../../shared/put-back/read-archive-lines.ts';

/** The part of an archive that would be replayed. */
export interface ReplayPlan {
  readonly objects: number;
  readonly bytes: number;
  /** About, from a sample; the selection of lines is not applied. */
  readonly logs: number;
  /** By type, the largest first. */
  readonly types: readonly PlannedType[];
  /** The first log. */
  readonly example?: string;
  /** Objects of the sample that cannot be read to their ends, as sentences. */
  readonly problems: readonly string[];
}

/** The objects of a log type. */
interface PlannedType {
  readonly logType: string;
  readonly objects: number;
  readonly bytes: number;
  /** About: by its own objects in the sample, else by all of the sample. */
  readonly logs: number;
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
  const all = emptySums();
  const types = new Map<string, Sums>();
  let samples = 0;
  let example: string | undefined;
  const problems: string[] = [];
  for await (const file of files) {
    const type = types.get(file.logType) ?? emptySums();
    types.set(file.logType, type);
    addFile([all, type], file);
    onProgress(all.objects, all.bytes);
    // The 1st, 2nd, 4th, 8th …: spread over the whole, whose end is not known yet.
    const isSampled = Number.isInteger(Math.log2(all.objects)) && samples < MAX_SAMPLES;
    if (!isSampled || file.bytes > MAX_SAMPLE_BYTES) continue;
    samples++;
    const sample = await countLines(file, openObject);
    example ??= sample.example;
    if (sample.why === undefined) addSample([all, type], file, sample.lines);
    else problems.push(`s3://${file.bucket}/${file.key}: ${sample.why}`);
  }
  const planned = [...types].map(([logType, sums]) => ({
    ...{ logType, objects: sums.objects, bytes: sums.bytes },
    logs: estimateLogs(sums, sums.sampledBytes > 0 ? sums : all),
  }));
  return {
    ...{ objects: all.objects, bytes: all.bytes },
    logs: planned.reduce((sum, { logs }) => sum + logs, 0),
    types: planned.sort((a, b) => b.bytes - a.bytes),
    ...(example !== undefined && { example }),
    problems,
  };
}

/** Objects of a type or of all types, and the sample of them. */
interface Sums {
  objects: number;
  bytes: number;
  sampledBytes: number;
  sampledLines: number;
}

function emptySums(): Sums {
  return { objects: 0, bytes: 0, sampledBytes: 0, sampledLines: 0 };
}

function addFile(list: readonly Sums[], { bytes }: ArchiveFile): void {
  for (const sums of list) {
    sums.objects++;
    sums.bytes += bytes;
  }
}

function addSample(list: readonly Sums[], { bytes }: ArchiveFile, lines: number): void {
  for (const sums of list) {
    sums.sampledBytes += bytes;
    sums.sampledLines += lines;
  }
}

async function countLines(file: ArchiveFile, openObject: OpenObject) {
  let lines = 0;
  let example: string | undefined;
  for await (const read of readLinesToDamage((await openObject(file)) ?? none())) {
    if ('why' in read) return { lines, example, why: read.why };
    example ??= read.lines[0]?.data.toString().slice(0, MAX_EXAMPLE);
    lines += read.lines.length;
  }
  return { lines, example };
}

function estimateLogs({ bytes }: Sums, { sampledBytes, sampledLines }: Sums): number {
  return sampledBytes === 0 ? 0 : Math.round((bytes * sampledLines) / sampledBytes);
}

async function* none(): AsyncGenerator<Uint8Array> {
  // The object is gone meanwhile.
}
