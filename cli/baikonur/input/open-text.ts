import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Compression, compressionOf, decompress } from '../../../shared/log/decode/compression.ts';
import { isBinaryRecord } from './base64.ts';

/** The detected kind of an input: one binary record, or text in lines. */
export type OpenedInput =
  | { readonly kind: 'record'; readonly data: Buffer }
  | { readonly kind: 'text'; readonly chunks: AsyncIterable<Buffer>; readonly compression?: Compression };

/** Largest record of a stream; larger input is a file. @see CreateStream: MaxRecordSizeInKiB is at most 10240 */
const MAX_RECORD_BYTES = 10 * 1024 * 1024;
const MAGIC_BYTES = 4;

/**
 * Looks at the beginning of an input. Compressed text is read through: a compressed record of one log, an event or an
 * archive object of thousands of logs begin alike. Data that cannot be decompressed stays one record, so that the
 * decoder says what is wrong.
 * @param maxDecompressedBytes of a record, as the services take it.
 */
export async function openText(stream: AsyncIterable<Buffer>, maxDecompressedBytes: number): Promise<OpenedInput> {
  const iterator = stream[Symbol.asyncIterator]();
  const start = await readHead(iterator, MAGIC_BYTES);
  if (!isBinaryRecord(start)) return { kind: 'text', chunks: chain(start, iterator) };
  const head = Buffer.concat([start, await readHead(iterator, MAX_RECORD_BYTES + 1 - start.length)]);
  const compression = compressionOf(head);
  if (compression === undefined) return { kind: 'record', data: head };
  if (head.length > MAX_RECORD_BYTES) {
    return { kind: 'text', chunks: inflate(chain(head, iterator), compression), compression };
  }
  const result = decompress(head, compression, maxDecompressedBytes);
  if (result.status === 'ok') return { kind: 'text', chunks: chain(result.data, iterator) };
  if (result.status === 'refused') return { kind: 'record', data: head };
  return { kind: 'text', chunks: inflate(chain(head, iterator), compression), compression };
}

/** Reads until `bytes` are there, or the end. */
async function readHead(iterator: AsyncIterator<Buffer>, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < bytes; length = parts.reduce((sum, part) => sum + part.length, 0)) {
    const { done, value } = await iterator.next();
    if (done) break;
    parts.push(value);
  }
  return Buffer.concat(parts);
}

async function* chain(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function inflate(chunks: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> {
  // An error destroys the transform, and so reaches its reader.
  if (compression === 'gzip') return pipeline(Readable.from(chunks), createGunzip(), () => undefined);
  return unzstd(chunks);
}

/**
 * Node's transform ends with the first frame, and drops what follows without a word: that is told as an error. (Inputs
 * that are read whole have all their frames.)
 */
async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let fed = 0;
  let isWhole = false;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      fed += chunk.length;
      yield chunk;
    }
    isWhole = true;
  }
  const unpack = createZstdDecompress();
  yield* pipeline(Readable.from(counted()), unpack, () => undefined);
  if (isWhole && unpack.bytesWritten === fed) return;
  throw new FramesError('it has more frames behind the first; unpack it before (zstd -dc FILE | baikonur …)');
}

/** A large input of several frames. */
class FramesError extends Error {
  override readonly name = 'FramesError';
  readonly code = 'SEVERAL_FRAMES';
}
