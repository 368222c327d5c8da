import { readFileSync } from 'node:fs';
import { errorText } from '../../../shared/errors/error-text.ts';
import { UsageError } from '../shell.ts';

/**
 * The text of a file that an option names.
 * @throws {UsageError} where it is not there, or cannot be read.
 */
export function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // What the file system throws has a code.
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError([`${option} ${file}: ${isMissing ? 'there is no such file' : errorText(error)}`]);
  }
}
