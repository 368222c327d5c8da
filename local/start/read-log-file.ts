import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { decompressStream } from '../../shared/lines/decompress-stream.ts';
import { type FileLine, splitLines } from '../samples/file-lines.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';

/** Largest file that is taken: the local AWS and the ledger keep all of it in memory, several times. */
const MAX_FILE_MIB = 64;
const MIB = 1024 * 1024;
/** How much of a file is looked at to see whether it is text in UTF-8. */
const SAMPLE_BYTES = 4096;

/**
 * Reads the lines of a file of logs, one a line; of a file in gzip or zstd those of its text.
 * @throws LocalStackError for what cannot be read, is empty, is too large, or is UTF-16
 */
export async function readLogFile(file: string): Promise<FileLine[]> {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new LocalStackError(error.code === 'ENOENT' ? `${file}: there is no such file` : `${file}: ${error.message}`);
  });
  if (info.isDirectory()) throw new LocalStackError(`${file} is a folder; expected a file with one log a line`);
  if (info.size > MAX_FILE_MIB * MIB) {
    throw tooLarge(file, `has ${Math.ceil(info.size / MIB)} MiB`, ` (head -n 100000 ${file} > part.ndjson)`);
  }
  const bytes = await readAll(file);
  refuseOtherText(file, bytes);
  const lines = splitLines(bytes);
  if (lines.length === 0) throw new LocalStackError(`${file} is empty: there is no log to send`);
  return lines;
}

async function readAll(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decompressStream(createReadStream(file))) {
      bytes += chunk.length;
      // Here it is compressed, or a pipe: the size of another file was looked at before.
      if (bytes > MAX_FILE_MIB * MIB) throw tooLarge(file, `has more than ${MAX_FILE_MIB} MiB of text`, '');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof LocalStackError) throw error;
    throw new LocalStackError(`${file} cannot be read: ${isNativeError(error) ? error.message : String(error)}`);
  }
  return Buffer.concat(chunks);
}

function tooLarge(file: string, size: string, how: string): LocalStackError {
  return new LocalStackError(
    `${file} ${size}; npm start takes up to ${MAX_FILE_MIB} MiB. ` +
      `Take a part of it${how}, or check all of it offline: ./baikonur explain ${file}`,
  );
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
