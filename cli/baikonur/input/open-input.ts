import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Shell, UsageError } from '../shell.ts';

/** A file or the standard input, open. */
export interface Input {
  readonly stream: Readable;
  /** Bytes, where they are known before they are read. */
  readonly size?: number;
}

/** Read at once: small, so that memory stays constant. */
const CHUNK_BYTES = 64 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'there is no such file',
};

/**
 * Opens FILE, or the standard input for `-` or nothing.
 * @throws {UsageError} when it cannot be read.
 */
export async function openInput(
  file: string | undefined,
  { stdin, stderr }: Shell,
  chunkBytes = CHUNK_BYTES,
): Promise<Input> {
  if (file === undefined || file === '-') {
    if (stdin.isTTY === true) stderr.write('reading from the terminal; Ctrl-D ends it\n');
    return { stream: stdin };
  }
  try {
    const handle = await open(file);
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      await handle.close();
      throw new UsageError([`${file}: expected a file, got a folder`]);
    }
    const stream = handle.createReadStream({ highWaterMark: chunkBytes });
    return stat.isFile() ? { stream, size: stat.size } : { stream };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // What `open` throws are system errors.
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError([`${file}: ${REASONS[code] ?? message}`]);
  }
}
