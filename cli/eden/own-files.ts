import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file that cannot be read or written; the message is one sentence with its path. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/**
 * Reads a file; undefined when there is none.
 * @throws FileError when it is a folder, or may not be read.
 */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new FileError(`${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

/**
 * Writes a file that only its owner may read, in folders that only he may enter: profiles hold environment variables.
 * @throws FileError
 */
export function writeOwnFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  } catch (error) {
    throw new FileError(`${path} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const texts: Readonly<Record<string, string>> = {
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is no folder',
    EACCES: 'permission is denied',
    EEXIST: 'a part of its path is no folder',
  };
  return texts[code] ?? code;
}

/** The code of an error of the file system. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
