import { pipeline, Readable, type Transform } from 'node:stream';
import { type Compression, compressionOf } from '../log/decode/compression.ts';

/** A transform for each compression; an input in one that is left out is passed on as it is. */
export type Decompressors = Readonly<Partial<Record<Compression, () => Transform>>>;

/** As many as tell gzip from zstd. */
const MAGIC_BYTES = 4;

/**
 * Decompresses an input by its first bytes; memory stays within one chunk. A failure of the input, and of the
 * decompression, is thrown.
 */
export async function* decompressStream(
  input: AsyncIterable<Uint8Array>,
  decompressors: Decompressors,
): AsyncGenerator<Buffer> {
  const chunks = toBuffers(input);
  const head = await readHead(chunks);
  const whole = chain(head, chunks);
  const compression = compressionOf(head);
  const createDecompressor = compression && decompressors[compression];
  if (createDecompressor === undefined) yield* whole;
  // An error destroys the transform, and so reaches its reader.
  else yield* pipeline(Readable.from(whole, { objectMode: false }), createDecompressor(), () => undefined);
}

async function* toBuffers(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < MAGIC_BYTES) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
