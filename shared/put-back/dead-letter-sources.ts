import type { MoveObjects } from '../aws/move-object.ts';
import type { OpenObject } from '../aws/open-object.ts';
import { folderOf } from '../pipeline/dead-letter/dead-letter-key.ts';
import type { ReadDeadLetter } from '../pipeline/dead-letter/parse-dead-letter.ts';
import { type ReadLine, readDeadLetters } from '../pipeline/dead-letter/read-dead-letters.ts';
import { redriveRecordProblems } from '../pipeline/redrive/read-redrive-event.ts';
import type { RedriveRecord } from '../pipeline/redrive/redrive-event.ts';
import type { EditBytes } from './edit-bytes.ts';
import type { ReadItem, Sources } from './ports.ts';

/** Which dead letters are put back, and how they are changed before. */
export interface Selection {
  readonly stage: string;
  readonly takes: (deadLetter: ReadDeadLetter) => boolean;
  /** A dead letter of this generation or a later one stays. */
  readonly maxGeneration: number;
  /** Absent: no function is invoked (`--to-stream`). */
  readonly isOfStage?: (functionName: string) => boolean;
  readonly edit?: EditBytes;
}

/** A selected line, with the dead letter it was made of. */
export type SelectedLine = ReadItem & { readonly deadLetter?: ReadDeadLetter; readonly original?: Buffer };

/** Where dead letters are. */
export interface DeadLetterPlace {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/** Folder below the prefix that objects are moved to, by run. */
export const REDRIVEN_FOLDER = '_redriven';

/** Objects of dead letters as sources of items; a settled one is moved to `<prefix>/_redriven/<run>/`. */
export function createDeadLetterSources(
  place: DeadLetterPlace,
  selection: Selection,
  { openObject, copy, remove }: MoveObjects & { readonly openObject: OpenObject },
): Sources {
  const { bucket } = place;
  return {
    open: async (key) => {
      const body = await openObject({ bucket, key });
      return body === undefined ? undefined : readItems(readDeadLetters(body), selection);
    },
    finish: async (key, run) => {
      await copy({ bucket, from: key, to: redrivenKey(place, key, run) });
      await remove({ bucket, key });
    },
  };
}

/** Where an object of dead letters is moved to. */
export function redrivenKey({ prefix }: Pick<DeadLetterPlace, 'prefix'>, key: string, run: string): string {
  const folder = folderOf(prefix);
  const rest = key.startsWith(folder) ? key.slice(folder.length) : key;
  return `${folder}${REDRIVEN_FOLDER}/${run}/${rest}`;
}

async function* readItems(
  lists: AsyncIterable<readonly ReadLine[]>,
  selection: Selection,
): AsyncGenerator<readonly ReadItem[]> {
  for await (const list of lists) {
    const items: ReadItem[] = [];
    for (const line of list) items.push(await selectLine(line, selection));
    yield items;
  }
}

/** Decides about a line of an object, and makes the record of it. */
export async function selectLine(
  read: ReadLine,
  { stage, takes, maxGeneration, isOfStage, edit }: Selection,
): Promise<SelectedLine> {
  const { line } = read;
  const left = (why: string, isProblem: boolean): ReadItem => ({ status: 'left', line, why, isProblem });
  if (read.status === 'broken') return left(read.sentence, true);
  const { deadLetter, data: original } = read;
  if (!takes(deadLetter)) return left('it was not selected', false);
  const { function: name, target, generation = 1 } = deadLetter;
  if (deadLetter.stage !== stage) return left(`it is of stage ${deadLetter.stage || 'unknown'}`, true);
  if (isOfStage?.(name) === false) return left(`it names ${name}: no function of this stage that reads a stream`, true);
  if (generation >= maxGeneration) {
    return left(`it was rejected ${generation} times already: --max-generation ${generation + 1} sends it again`, true);
  }
  const edited = edit === undefined ? { status: 'kept' as const, data: original } : await edit(original, deadLetter);
  if (edited.status === 'left') return { ...left(edited.why, edited.isProblem), deadLetter, original };
  const record = recordOf(deadLetter, edited.data);
  const [problem] = redriveRecordProblems(record);
  if (problem !== undefined) return left(problem, true);
  return { status: 'item', item: { line, function: name, target, generation, record }, deadLetter, original };
}

function recordOf(deadLetter: ReadDeadLetter, data: Buffer): RedriveRecord {
  const { identity, partitionKey, arrivedAt, cloudwatch, settled } = deadLetter;
  return {
    identity,
    partitionKey,
    arrivedAt: new Date(arrivedAt).toISOString(),
    ...(cloudwatch && { cloudwatch }),
    ...(settled && { settled }),
    data: data.toString('base64'),
  };
}
