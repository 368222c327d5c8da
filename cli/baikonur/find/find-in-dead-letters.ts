import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { folderOf } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import { REDRIVEN_FOLDER } from '../../../shared/put-back/dead-letter-sources.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { type FoundInFile, readFiles } from '../dead-letters/read-files.ts';
import type { RedrivenLines } from '../dead-letters/redriven-lines.ts';
import { walkDeadLetters } from '../dead-letters/walk-dead-letters.ts';
import type { TimeRange } from '../operator/time-range.ts';
import { createReadLine, type ReadLine } from '../replay/read-line.ts';
import { type Looking, withinBudget } from './looking.ts';
import { type Known, knownOf } from './match.ts';
import type { FindQuery } from './query.ts';
import type { DeadLetterPlace } from './report.ts';

/** Ports of {@link findInDeadLetters}. */
interface Ports {
  readonly list: ListObjects;
  readonly open: OpenObject;
  readonly redriven: RedrivenLines;
}

/** Where dead letters are. */
export interface DeadLetterSource {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** How long a log may have waited before its dead letter was written. */
  readonly longestWaitMs: number;
  readonly settings: CommonSettings;
}

/**
 * Looks for logs in the dead letters of a stage, those that were put back by `redrive` included.
 * @throws {CommandError} in the words of AWS, or with the right that is missing.
 */
export async function findInDeadLetters(ports: Ports, source: DeadLetterSource, looking: Looking): Promise<void> {
  const readLine = createReadLine(source.settings, looking.query.where.paths);
  const { prefix } = source;
  if (!(await findBelow(prefix, undefined, { ports, source, looking, readLine }))) return;
  const redriven = `${folderOf(prefix)}${REDRIVEN_FOLDER}/`;
  const { bucket } = source;
  for await (const { folders } of ports.list({ bucket, prefix: redriven, shallow: true, signal: looking.signal })) {
    for (const folder of folders) {
      const run = folder.slice(redriven.length, -1);
      if (!(await findBelow(folder.slice(0, -1), run, { ports, source, looking, readLine }))) return;
    }
  }
}

interface Search {
  readonly ports: Ports;
  readonly source: DeadLetterSource;
  readonly looking: Looking;
  readonly readLine: ReadLine;
}

/** @param run of `redrive`, where it moved the dead letters below the prefix @returns whether more places are wanted */
async function findBelow(prefix: string, run: string | undefined, search: Search): Promise<boolean> {
  const { ports, source, looking, readLine } = search;
  const { bucket, longestWaitMs } = source;
  const { query, signal, skip } = looking;
  const range = rangeOf(query, longestWaitMs);
  const options = { bucket, prefix, filter: { takesKey: () => true }, range, longestWaitMs, signal };
  const what = `dead letters below s3://${bucket}/${folderOf(prefix)}`;
  const files = withinBudget(walkDeadLetters(ports.list, options), what, looking);
  const found = readFiles(files, {
    ...{ bucket, open: ports.open, takes: () => true, concurrency: query.concurrency, signal },
    onFile: () => undefined,
    onBroken: ({ key, line, sentence }) => skip(`s3://${bucket}/${key}${line === 0 ? '' : ` line ${line}`}`, sentence),
  });
  for await (const some of found) {
    for (const one of some) {
      const known = judge(one, readLine, looking);
      if (known === undefined) continue;
      const by = run ?? (await findRun(one, search));
      if (!looking.add(placeOf(one, known, by), recordOf(one))) return false;
    }
  }
  return true;
}

/** The run of `redrive` that put a dead letter back whose object is not moved yet. */
async function findRun({ key, line }: FoundInFile, { ports, looking, source }: Search): Promise<string | undefined> {
  try {
    const found = await ports.redriven.read(key);
    return found?.lines.has(line) === true ? found.run : undefined;
  } catch (error) {
    looking.skip(`the receipt of s3://${source.bucket}/${key}, which says whether it was put back`, errorText(error));
    return undefined;
  }
}

/** A log waits before it becomes a dead letter: those of the range were written until then. */
function rangeOf({ range, hasEnd }: FindQuery, longestWaitMs: number): TimeRange {
  return { fromMs: range.fromMs, toMs: hasEnd ? range.toMs + longestWaitMs : Number.POSITIVE_INFINITY };
}

/** Known of the dead letter's log where it is meant. Its text tells where its id could not be read. */
function judge({ deadLetter, data }: FoundInFile, readLine: ReadLine, { query, match }: Looking): Known | undefined {
  const { logId, logType, identity } = deadLetter;
  if (!match.isOfType(logType)) return undefined;
  const own = { ...(logId !== undefined && { logId }), ...(logType !== undefined && { logType }) };
  const isNamed = match.isNamed({ logId, identity });
  if (isNamed && query.where.paths.length === 0) return own;
  if (!isNamed && logId !== undefined) return undefined;
  const logs = readLine(data, Date.parse(deadLetter.arrivedAt));
  if (isNamed) return logs.some(match.holds) ? own : undefined;
  const log = logs.find((one) => match.matches(one) !== undefined);
  if (log !== undefined) return knownOf(log);
  const isText = query.id !== undefined && query.where.paths.length === 0 && data.includes(query.id);
  return isText ? own : undefined;
}

function placeOf({ deadLetter, key, line }: FoundInFile, known: Known, run: string | undefined): DeadLetterPlace {
  const { function: name, target, reason, error, identity, arrivedAt, failedAt } = deadLetter;
  const { logId, logType } = known;
  return {
    ...{ kind: 'letter', key, line, function: name, target, reason, error, identity, arrivedAt, failedAt },
    ...(logId !== undefined && { logId }),
    ...(logType !== undefined && { logType }),
    ...(run !== undefined && { redrivenBy: run }),
  };
}

function recordOf({ deadLetter, data }: FoundInFile) {
  const { identity, partitionKey, arrivedAt } = deadLetter;
  const [streamName = '', shardId = '', number = ''] = identity.split('/');
  const [sequenceNumber = ''] = number.split('.');
  return {
    streamName,
    shardId,
    sequenceNumber,
    partitionKey,
    arrivedAtMs: Date.parse(arrivedAt),
    data: data.toString('base64'),
  };
}
