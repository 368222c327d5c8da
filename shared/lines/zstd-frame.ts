import { compressionOf } from '../log/decode/compression.ts';

/** Finds the end of a frame in its chunks, given one after the other: where it ends in this one, if it does. */
export type FindFrameEnd = (chunk: Buffer) => number | undefined;

/** Bytes of a frame, and what follows them; `undefined`: the frame ends. */
interface Part {
  readonly bytes: number;
  readonly next: (header: Buffer) => Part | undefined;
  /** Nothing in it says what follows. */
  readonly isBody?: boolean;
}

const NOTHING = Buffer.alloc(0);
const RLE_BLOCK = 1;
const CHECKSUM: Part = { bytes: 4, isBody: true, next: () => undefined };
const HEAD: Part = {
  bytes: 5,
  next: (head) => (isSkippable(head) ? skippableSize(head) : frameHeader(head[4] ?? 0)),
};

/**
 * Walks over one frame of zstd without decompressing it. Of damaged data any end may be found; who decompresses sees that.
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
export function createFrameWalker(): FindFrameEnd {
  let part = HEAD;
  let header: Buffer = NOTHING;
  let bytes = 0;
  return (chunk) => {
    for (let at = 0; ; ) {
      const end = Math.min(at + part.bytes - bytes, chunk.length);
      if (part.isBody !== true) header = Buffer.concat([header, chunk.subarray(at, end)]);
      bytes += end - at;
      at = end;
      if (bytes < part.bytes) return undefined;
      const next = part.next(header);
      if (next === undefined) return at;
      [part, header, bytes] = [next, NOTHING, 0];
    }
  };
}

function isSkippable(head: Buffer): boolean {
  return head[0] !== 0x28 && compressionOf(head) === 'zstd';
}

function skippableSize(head: Buffer): Part {
  const [lowest = 0] = head.subarray(4);
  return {
    bytes: 3,
    next: (rest) => ({ bytes: lowest + rest.readUIntLE(0, 3) * 0x100, isBody: true, next: () => undefined }),
  };
}

function frameHeader(descriptor: number): Part {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const window = isSingleSegment ? 0 : 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const hasChecksum = (descriptor & 4) !== 0;
  return { bytes: window + dictionary + size, isBody: true, next: () => block(hasChecksum) };
}

function block(hasChecksum: boolean): Part {
  const behind = (isLast: boolean): Part | undefined => {
    if (!isLast) return block(hasChecksum);
    return hasChecksum ? CHECKSUM : undefined;
  };
  return {
    bytes: 3,
    next: (header) => {
      const word = header.readUIntLE(0, 3);
      const bytes = ((word >> 1) & 3) === RLE_BLOCK ? 1 : word >> 3;
      return { bytes, isBody: true, next: () => behind((word & 1) === 1) };
    },
  };
}
