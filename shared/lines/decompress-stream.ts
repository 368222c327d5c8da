import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Compression, compressionOf } from '../log/decode/compression.ts';
import { unzstd } from './unzstd.ts';

/** As many as tell gzip from zstd. */
const MAGIC_BYTES = 4;

/**
 * Decompresses an input by its first bytes: gzip (all members), zstd (all frames), or nothing. Memory stays within one
 * chunk. A failure of the input, and of the decompression, is thrown.
 */
export async function* decompressStream(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const chunks = toBuffers(input);
  const head = await readHead(chunks);
  const whole = chain(head, chunks);
  const compression = compressionOf(head);
  yield* compression === undefined ? whole : DECOMPRESS[compression](whole);
}

const DECOMPRESS: Readonly<Record<Compression, (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>>> = {
  gzip: gunzip,
  zstd: unzstd,
};

/** Decompresses all members of a gzip input, chunk by chunk. */
function gunzip(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // An error destroys the transform, and so reaches its reader.
  return pipeline(Readable.from(chunks, { objectMode: false }), createGunzip(), () => undefined);
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
