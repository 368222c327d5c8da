import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { printable } from '../../../shared/log/printable.ts';
import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { type OperatedStage, type OperatorOptions, writeDocument, writeLines } from '../operator/operate.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import type { RangeOptions } from '../operator/time-range.ts';
import { createProgress } from '../output/progress.ts';
import { archivesOf } from '../replay/archive.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { type ArchiveCount, countArchives, type DeepCount } from './deep-count.ts';

/** Options of `baikonur audit --deep`. */
export interface DeepOptions extends OperatorOptions, RangeOptions {
  /** A day and a log type. */
  readonly deep?: readonly string[];
}

/** A day and a type of the archives. */
type Deep = readonly [day: string, type: string];

/**
 * The day and type of `--deep`; `undefined` without it.
 * @throws {UsageError} for anything else.
 */
export function readDeep({ deep, since, until }: DeepOptions): Deep | undefined {
  if (deep === undefined) return undefined;
  if (since !== undefined || until !== undefined) {
    throw new UsageError(['--deep: it counts one whole day: leave --since and --until out']);
  }
  const [day = '', type = '', ...rest] = deep;
  if (isDay(day) && isTypePattern(type) && rest.length === 0) return [day, type];
  throw new UsageError([
    `--deep: expected a day and a log type, such as 2026-11-22 app.web, got ${JSON.stringify(deep.join(' '))}`,
  ]);
}

/** Whether a text is a day that there is: the 30th of February is none. */
function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

/** Runs `baikonur audit --deep`. @returns 1 where a log is there twice. */
export async function runDeep(
  [day, type]: Deep,
  { json }: OperatorOptions,
  { topology, clients, shell }: Pick<OperatedStage, 'topology' | 'clients'> & { readonly shell: Shell },
): Promise<ExitCode> {
  const archives = archivesOf(topology);
  if (archives.length === 0) throw new UsageError(['--deep: there is no s3-sink in config/']);
  const ports = { list: createListObjects(clients.s3), open: createOpenObject(clients.s3) };
  const progress = createProgress(shell);
  const onObject = (objects: number, bytes: number): void =>
    progress.show(`reading: ${countText(objects, 'object')}, ${bytesText(bytes)}`);
  const found = await countArchives(ports, archives, { day, type, onObject }).finally(progress.clear);
  if (json) writeDocument(shell, found);
  else writeLines(shell, describeDeep(found));
  return found.repeated === 0 ? 0 : 1;
}

/** A sentence for each archive. */
export function describeDeep({ archives, ...found }: DeepCount): readonly string[] {
  return archives.map((archive) => printable(sentenceOf(found, archive)));
}

function sentenceOf({ day, type }: Pick<DeepCount, 'day' | 'type'>, archive: ArchiveCount): string {
  const { bucket, folder, objects, bytes, lines, distinct, repeated, oneIdOf } = archive;
  const what = `${type} of ${day} in s3://${bucket}/${folder}`;
  if (objects === 0) return `${what}: the archive has no object of it; the day is that of the logs' times, UTC`;
  const size = `${countText(objects, 'object')}, ${bytesText(bytes)}`;
  const counts = `${countText(distinct, 'distinct log')}, ${repeated.toLocaleString('en-US')} repeated`;
  const sampled = oneIdOf === 1 ? counts : `about ${counts} (too many ids to compare: one of ${oneIdOf} was)`;
  return `${what}: ${countText(lines, 'line')} in ${size}; ${sampled}`;
}
