import type { Readable } from 'node:stream';
import { pMapIterable } from 'p-map';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import type { FoundDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { type ReadLine, readDeadLetters } from '../../../shared/pipeline/dead-letter/read-dead-letters.ts';
import type { Lines } from '../../../shared/put-back/line-ranges.ts';
import { CommandError } from '../shell.ts';
import type { DeadLetterFilter } from './filter.ts';
import type { RedrivenLines } from './redriven-lines.ts';
import type { DeadLetterFile } from './walk-dead-letters.ts';

/** A dead letter and its place. */
export type FoundInFile = FoundDeadLetter & { readonly key: string; readonly line: number };

/** A part of an object that is no dead letter. */
export interface BrokenPart {
  readonly key: string;
  /** 0: the whole object. */
  readonly line: number;
  readonly sentence: string;
}

/** Where objects are read, and what is done about them. */
export interface ReadOptions {
  readonly bucket: string;
  readonly open: OpenObject;
  readonly takes: DeadLetterFilter['takes'];
  /** Objects that are opened ahead. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onFile: (file: DeadLetterFile) => void;
  readonly onBroken: (broken: BrokenPart) => void;
  /** Lines that `redrive` settled are left out, and counted; absent: they are read like all others. */
  readonly redrivenLines?: RedrivenLines;
  /** Called for each line that is left out for it. */
  readonly onRedriven?: () => void;
}

/** A cut connection is tried again from the object's beginning; lines that were read already are left out. */
const TRIES = 3;

interface OpenedFile {
  readonly file: DeadLetterFile;
  readonly body: Readable | undefined;
  /** Lines that are left out. */
  readonly settled: Lines;
}

/**
 * Reads dead letters in the order of the files. Memory depends on `concurrency` and the longest line, not on the number or size of
 * the files. A file that is gone (moved by a redrive) is left out.
 * @throws {CommandError} for an object that cannot be read to its end.
 */
export async function* readFiles(
  files: AsyncIterable<DeadLetterFile>,
  options: ReadOptions,
): AsyncGenerator<readonly FoundInFile[]> {
  const { concurrency } = options;
  const ahead = createOpenAhead(options);
  try {
    for await (const one of pMapIterable(files, ahead.open, { concurrency, backpressure: concurrency })) {
      if (options.signal.aborted) return;
      if (one.body !== undefined) ahead.taken(one.body);
      options.onFile(one.file);
      yield* readFile(one, options);
    }
  } finally {
    ahead.close();
  }
}

/** Opens files ahead of their reader. A body that is not read keeps a connection of the SDK: `close` ends them all. */
function createOpenAhead(options: ReadOptions) {
  const unread = new Set<Readable>();
  let isClosed = false;
  return {
    open: async (file: DeadLetterFile): Promise<OpenedFile> => {
      if (isClosed) return { file, body: undefined, settled: NONE };
      const settled = await settledLines(file, options);
      const body = await open(file, options);
      if (isClosed) body?.destroy();
      else if (body !== undefined) unread.add(body);
      return { file, body, settled };
    },
    taken: (body: Readable): void => void unread.delete(body),
    close: (): void => {
      isClosed = true;
      for (const body of unread) body.destroy();
    },
  };
}

const NONE: Lines = new Set();

/** A receipt that cannot be read hides no dead letter. */
async function settledLines({ key }: DeadLetterFile, { redrivenLines, onBroken }: ReadOptions): Promise<Lines> {
  if (redrivenLines === undefined || !(await redrivenLines.hasReceipt(key))) return NONE;
  try {
    return (await redrivenLines.read(key))?.lines ?? NONE;
  } catch (error) {
    onBroken({ key, line: 0, sentence: errorText(error) });
    return NONE;
  }
}

async function open({ key }: DeadLetterFile, { bucket, open: openObject, signal }: ReadOptions) {
  const body = await openObject({ bucket, key, signal });
  // It may fail before it is read; its reader is told then.
  body?.on('error', () => undefined);
  return body;
}

async function* readFile(
  { file, body, settled }: OpenedFile,
  options: ReadOptions,
): AsyncGenerator<readonly FoundInFile[]> {
  let last = 0;
  let next = body;
  for (let attempt = 1; next !== undefined; attempt++) {
    const source = next;
    try {
      for await (const lines of readDeadLetters(source)) {
        const fresh = lines.filter(({ line }) => line === 0 || line > last);
        last = lines.at(-1)?.line ?? last;
        const found = select(fresh, { file, settled }, options);
        if (found.length > 0) yield found;
      }
      return;
    } catch (error) {
      if (options.signal.aborted) return;
      if (attempt === TRIES) throw new CommandError(`${file.key}: ${errorText(error)}`, { cause: error });
      next = await open(file, options);
    } finally {
      source.destroy();
    }
  }
}

function select(
  lines: readonly ReadLine[],
  { file: { key }, settled }: Pick<OpenedFile, 'file' | 'settled'>,
  { takes, onBroken, onRedriven }: ReadOptions,
): readonly FoundInFile[] {
  return lines.flatMap((line) => {
    if (line.status === 'broken') {
      onBroken({ key, line: line.line, sentence: line.sentence });
      return [];
    }
    if (!takes(line.deadLetter)) return [];
    if (!settled.has(line.line)) return [{ ...line, key }];
    onRedriven?.();
    return [];
  });
}
