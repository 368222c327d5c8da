import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { createFrameWalker } from './zstd-frame.ts';

/** The chunks of an input, of which the rest of one may be given back. */
interface Source {
  /** Never empty; `undefined` at the end. */
  readonly next: () => Promise<Buffer | undefined>;
  readonly giveBack: (rest: Buffer) => void;
}

/**
 * Decompresses all frames of a zstd input, chunk by chunk, skippable frames and padding behind the last one included.
 * Node's own transform ends behind the first frame without an error, whatever follows.
 * A failure of the input, and of the decompression, is thrown.
 */
export async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = createSource(chunks);
  while (await hasFrame(source)) {
    // An error destroys the transform, and so reaches its reader.
    yield* pipeline(Readable.from(frameOf(source), { objectMode: false }), createZstdDecompress(), () => undefined);
  }
}

function createSource(chunks: AsyncIterable<Buffer>): Source {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    next: async () => {
      let chunk = rest;
      rest = chunk.subarray(0, 0);
      while (chunk.length === 0) {
        const { done, value } = await iterator.next();
        if (done) return undefined;
        chunk = value;
      }
      return chunk;
    },
    giveBack: (chunk) => {
      rest = chunk;
    },
  };
}

/** Whether something follows that is no padding. Padding is dropped. */
async function hasFrame(source: Source): Promise<boolean> {
  let chunk = await source.next();
  while (chunk !== undefined && isPadding(chunk)) chunk = await source.next();
  if (chunk === undefined) return false;
  source.giveBack(chunk);
  return true;
}

/** No frame begins with zero or white space. */
function isPadding(chunk: Buffer): boolean {
  return chunk.every((byte) => byte === 0 || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

async function* frameOf(source: Source): AsyncGenerator<Buffer> {
  const findEnd = createFrameWalker();
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const end = findEnd(chunk);
    yield end === undefined ? chunk : chunk.subarray(0, end);
    if (end === undefined) continue;
    source.giveBack(chunk.subarray(end));
    return;
  }
}
