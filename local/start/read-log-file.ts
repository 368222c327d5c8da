import { readFile, stat } from 'node:fs/promises';
import { type FileLine, splitLines } from '../samples/file-lines.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';

/** Largest file that is taken: the local AWS and the ledger keep all of it in memory, several times. */
const MAX_FILE_MIB = 64;
const MIB = 1024 * 1024;
/** How much of a file is looked at to see whether it is text in UTF-8. */
const SAMPLE_BYTES = 4096;

/**
 * Reads the lines of a file of logs, one a line.
 * @throws LocalStackError for what cannot be read, is empty, is too large, or is UTF-16
 */
export async function readLogFile(file: string): Promise<FileLine[]> {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new LocalStackError(error.code === 'ENOENT' ? `${file}: there is no such file` : `${file}: ${error.message}`);
  });
  if (info.isDirectory()) throw new LocalStackError(`${file} is a folder; expected a file with one log a line`);
  if (info.size > MAX_FILE_MIB * MIB) {
    throw new LocalStackError(
      `${file} has ${Math.ceil(info.size / MIB)} MiB; npm start takes up to ${MAX_FILE_MIB} MiB. ` +
        `Take a part of it (head -n 100000 ${file} > part.ndjson), or check all of it offline: ./baikonur explain ${file}`,
    );
  }
  const bytes = await readAll(file);
  refuseOtherText(file, bytes);
  const lines = splitLines(bytes);
  if (lines.length === 0) throw new LocalStackError(`${file} is empty: there is no log to send`);
  return lines;
}

async function readAll(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new LocalStackError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuseOtherText(file: string, bytes: Buffer): void {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const isWide = mark === 0xfffe || mark === 0xfeff || (sample.length > 1 && countZeros(sample) * 4 > sample.length);
  if (!isWide) return;
  throw new LocalStackError(
    `${file} is UTF-16; logs are UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 ${file} > utf8.ndjson`,
  );
}

function countZeros(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
}
