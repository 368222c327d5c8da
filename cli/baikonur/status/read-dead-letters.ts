import { createOpenObject } from '../../../shared/aws/open-object.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { SAVED_BATCHES_FOLDER } from '../../../shared/pipeline/dead-letter/saved-batch.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { type FoundInFile, readFiles } from '../dead-letters/read-files.ts';
import { openRedrivenLines, type RedrivenLines } from '../dead-letters/redriven-lines.ts';
import { type DeadLetterFile, walkDeadLetters } from '../dead-letters/walk-dead-letters.ts';
import { DEFAULT_CONCURRENCY } from '../operator/options.ts';
import { countDeadLetters, firstFiles } from './count-dead-letters.ts';
import type { DeadLetterCount, Facts } from './facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How a stage is looked at. */
export interface Looking {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Receives what was not read. */
  readonly tell: (unread: Facts['unread'][number]) => void;
}

const PART = 'dead letters';

/** Dead letters of the last 24 h. */
export function readDeadLetters(
  topology: Topology,
  { s3 }: Pick<AwsClients, 's3'>,
  looking: Looking,
): Promise<readonly DeadLetterCount[]> {
  return countDeadLetters(readRecent(topology, { s3 }, recentFiles(topology, { s3 }, looking), looking));
}

/** Objects of dead letters that were written in the last 24 h: so many that they can be counted. */
export function recentFiles(
  { deadLetterBucket, settings, streams }: Topology,
  { s3 }: Pick<AwsClients, 's3'>,
  { nowMs, signal, tell }: Looking,
): AsyncIterable<DeadLetterFile> {
  const files = walkDeadLetters(createListObjects(s3), {
    bucket: deadLetterBucket.name,
    prefix: settings.deadLetters.prefix,
    filter: { takesKey: () => true },
    range: { fromMs: nowMs - DAY_MS, toMs: Number.POSITIVE_INFINITY },
    longestWaitMs: Math.max(...streams.map(({ retentionHours }) => retentionHours), 0) * HOUR_MS,
    signal,
  });
  return firstFiles(files, () => tell({ part: PART, sentence: 'there are more objects than status counts' }));
}

/** The dead letters of such objects; those that `redrive` put back are left out, also where their object is not moved yet. */
export function readRecent(
  topology: Topology,
  { s3 }: Pick<AwsClients, 's3'>,
  files: AsyncIterable<DeadLetterFile>,
  { signal, tell, lines = openRedrivenLines(topology, { s3 }) }: Looking & { readonly lines?: RedrivenLines },
): AsyncIterable<readonly FoundInFile[]> {
  return readFiles(files, {
    bucket: topology.deadLetterBucket.name,
    open: createOpenObject(s3),
    takes: () => true,
    concurrency: DEFAULT_CONCURRENCY,
    signal,
    redrivenLines: lines,
    onFile: () => undefined,
    onBroken: ({ key, sentence }) => tell({ part: PART, sentence: `${key}: ${sentence}` }),
  });
}

/** Batches that Lambda saved in the last 24 h, of all that are there: redriving them takes them away. */
export async function countSavedBatches(
  bucket: string,
  { s3 }: Pick<AwsClients, 's3'>,
  nowMs: number,
): Promise<number> {
  let count = 0;
  for await (const { objects } of createListObjects(s3)({ bucket, prefix: SAVED_BATCHES_FOLDER })) {
    count += objects.filter(({ writtenAtMs }) => writtenAtMs >= nowMs - DAY_MS).length;
  }
  return count;
}
