import { errorText } from '../errors/error-text.ts';
import { decompressStream } from '../lines/decompress-stream.ts';
import { type Line, readLines } from '../lines/read-lines.ts';

/** Longest line: the largest record of a stream, with a wrapper around its text. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Why the rest of an object cannot be read, as a sentence: it is damaged, or the connection was cut. */
export interface Damage {
  readonly why: string;
}

/** The lines of an object up to a damage, which comes last: it must not end the reading of other objects. */
export async function* readLinesToDamage(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly lines: readonly Line[] } | Damage> {
  try {
    for await (const lines of readArchiveLines(body)) yield { lines };
  } catch (error) {
    yield { why: `it cannot be read to its end: ${errorText(error)}` };
  }
}

/** The lines of an object: gzip, zstd or plain NDJSON. Memory stays within one chunk and one line. */
export function readArchiveLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  return readLines(decompressStream(body), MAX_LINE_BYTES);
}
