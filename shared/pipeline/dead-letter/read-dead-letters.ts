import { isNativeError } from 'node:util/types';
import { decompressStream } from '../../lines/decompress-stream.ts';
import { type Line, readLines } from '../../lines/read-lines.ts';
import { type FoundDeadLetter, parseDeadLetter } from './parse-dead-letter.ts';

/** A dead letter of an object, or a line of it that is none. */
export type ReadLine =
  | (FoundDeadLetter & { readonly line: number })
  /** `line` is 0 where the whole object is meant. */
  | { readonly status: 'broken'; readonly line: number; readonly sentence: string };

/** A record of 10 MiB is six times as long as JSON when each of its characters is escaped. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Reads an object of dead letters: gzip (one member or several), zstd or plain NDJSON, of this version or an earlier one.
 * Memory stays within one chunk and one line, whatever the object's size. A broken line is reported, and the other lines are
 * read; a failure of `chunks` itself (the download) is thrown.
 * @returns lists of the lines that are there without waiting for more input.
 */
export async function* readDeadLetters(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ReadLine[]> {
  const source = watch(chunks);
  let last = 0;
  try {
    for await (const lines of readLines(decompressStream(source.chunks), MAX_LINE_BYTES)) {
      last = lines.at(-1)?.number ?? last;
      yield lines.map(readLine);
    }
  } catch (error) {
    // An error of the input is the reader's; one of zlib or zstd says that the object is damaged.
    if (source.failure() !== undefined || !isCorrupt(error)) throw error;
    yield [
      { status: 'broken', line: last + 1, sentence: `its compressed data is damaged from here on: ${error.message}` },
    ];
    return;
  }
  if (last === 0) yield [{ status: 'broken', line: 0, sentence: 'it is empty' }];
}

function readLine({ number: line, data, cutFrom }: Line): ReadLine {
  if (cutFrom !== undefined) {
    return { status: 'broken', line, sentence: `it has ${cutFrom} bytes, a dead letter at most ${MAX_LINE_BYTES}` };
  }
  const parsed = parseDeadLetter(data);
  return parsed.status === 'found' ? { ...parsed, line } : { status: 'broken', line, sentence: parsed.sentence };
}

/** The input, and whether it failed. */
function watch(input: AsyncIterable<Uint8Array>) {
  let failure: unknown;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* input;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { chunks: watched(), failure: () => failure };
}

/** An error of decompression has a code that begins with `Z_` or `ZSTD_`, also where the data ends too early. */
function isCorrupt(error: unknown): error is Error {
  return isNativeError(error) && 'code' in error && /^(Z|ZSTD)_/.test(String(error.code));
}
