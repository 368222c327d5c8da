import { decompressStream } from '../lines/decompress-stream.ts';
import { type Line, readLines } from '../lines/read-lines.ts';

/** Longest line: the largest record of a stream, with a wrapper around its text. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The lines of an object: gzip, zstd or plain NDJSON. Memory stays within one chunk and one line. */
export function readArchiveLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  return readLines(decompressStream(body), MAX_LINE_BYTES);
}
