import { readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { BATCH_NAMES, makeBatch } from './batches/make-batches.ts';
import type { BatchFile } from './measure-row.ts';
import { UsageError } from './usage-error.ts';

/** Options that choose batches. */
interface BatchOptions {
  /** Folder of other batches than the standard ones. */
  readonly batches?: string | undefined;
  /** Names, separated by commas. */
  readonly batch?: string | undefined;
}

/**
 * The chosen batches as files.
 * @param folder for those of the standard batches.
 * @throws {UsageError} where there is no such batch.
 */
export async function selectBatches(folder: string, { batches, batch }: BatchOptions): Promise<readonly BatchFile[]> {
  const all = batches === undefined ? await writeStandard(folder) : await filesIn(batches);
  const names = chosen(
    'batch',
    batch,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => names.includes(name));
}

/**
 * The names of a list that an option holds; all known ones without it.
 * @throws {UsageError} where one is not known.
 */
export function chosen<T extends string>(option: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known;
  return text.split(',').map((name) => {
    const found = known.find((candidate) => candidate === name);
    if (found === undefined) throw new UsageError(`--${option}: expected some of ${known.join(', ')}, got ${name}`);
    return found;
  });
}

async function writeStandard(folder: string): Promise<readonly BatchFile[]> {
  return Promise.all(
    BATCH_NAMES.map(async (name) => {
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(makeBatch(name)));
      return { name, file };
    }),
  );
}

/** The batches of a folder; `manifest.json` is none. */
async function filesIn(folder: string): Promise<readonly BatchFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'manifest.json').sort();
  if (names.length === 0) throw new UsageError(`--batches: no <batch>.json in ${folder}`);
  return names.map((name) => ({ name: basename(name, '.json'), file: resolve(folder, name) }));
}
