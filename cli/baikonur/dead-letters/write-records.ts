import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { printable } from '../../../shared/log/printable.ts';
import { countText } from '../operator/quantity.ts';
import { createOutput } from '../output/write-out.ts';
import { CommandError, type Shell } from '../shell.ts';
import type { FoundInFile } from './read-files.ts';
import type { Selection } from './select-dead-letters.ts';

interface WriteOptions {
  /** A file; `-` or absent: the standard output. */
  readonly out?: string;
  readonly form: (found: FoundInFile) => string | Buffer;
}

/** `readerGone`: the reader of the standard output went away, as `head` does. */
type Written = 'all' | 'readerGone';

/** Writes each dead letter of a selection, one after the other. */
export async function writeRecords(
  selection: Selection,
  { out = '-', form }: WriteOptions,
  shell: Shell,
  signal: AbortSignal,
): Promise<Written> {
  const found = oneByOne(selection.found);
  if (out !== '-') {
    const count = await writeFile(out, found, form, signal);
    if (count !== undefined) shell.stderr.write(`${countText(count, 'dead letter')} written to ${printable(out)}\n`);
    return 'all';
  }
  const output = createOutput(shell.stdout);
  for await (const one of found) {
    if (!(await output.write(String(form(one))))) return 'readerGone';
  }
  return (await output.flush()) ? 'all' : 'readerGone';
}

async function* oneByOne(lists: AsyncIterable<readonly FoundInFile[]>): AsyncGenerator<FoundInFile> {
  for await (const found of lists) yield* found;
}

/**
 * Writes a file under another name first: an interrupted command leaves none, and a file that was there stays as it was.
 * @returns how many; `undefined` when it was interrupted.
 */
async function writeFile(
  path: string,
  found: AsyncIterable<FoundInFile>,
  form: WriteOptions['form'],
  signal: AbortSignal,
): Promise<number | undefined> {
  const partial = `${path}.partial`;
  const file = createWriteStream(partial);
  try {
    await once(file, 'open');
    let count = 0;
    for await (const one of found) {
      if (!file.write(form(one))) await once(file, 'drain');
      count++;
    }
    file.end();
    await once(file, 'close');
    if (signal.aborted) return undefined;
    await rename(partial, path);
    return count;
  } catch (error) {
    throw isNativeError(error) && 'syscall' in error
      ? new CommandError(`${path}: ${error.message}`, { cause: error })
      : error;
  } finally {
    file.destroy();
    await rm(partial, { force: true });
  }
}
