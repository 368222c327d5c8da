import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { printableJson } from '../../../shared/log/printable.ts';
import { CommandError } from '../shell.ts';
import type { FoundCase } from './autopsy.ts';
import type { SearchCase } from './search-case.ts';

/**
 * Writes each case to a file of its own, named after index and error: a second run writes the same files.
 * @returns their names.
 * @throws {CommandError} for a folder that cannot be written.
 */
export async function writeCases(folder: string, cases: readonly FoundCase[]): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true });
    const names = cases.map(fileName);
    for (const [at, one] of cases.entries()) {
      await writeFile(join(folder, names[at] ?? ''), `${printableJson(caseOf(one), 2)}\n`);
    }
    return names;
  } catch (error) {
    if (!isNativeError(error) || !('syscall' in error)) throw error;
    throw new CommandError(`${folder}: ${error.message}`, { cause: error });
  }
}

function fileName({ finding: { index, field = 'document', kind, error } }: FoundCase): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([index, error]))
    .digest('hex')
    .slice(0, 8);
  const words = `${index}-${field}-${kind}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
  return `${words}-${hash}.json`;
}

function caseOf({ finding, smallest }: FoundCase): SearchCase {
  const { index, example, field } = finding;
  // It was parsed before.
  const deadLetter = JSON.parse(smallest.raw.toString());
  return { index, error: example.error, ...(field === undefined ? {} : { field }), properties: {}, deadLetter };
}
