import { constants } from 'node:buffer';
import { isNativeError } from 'node:util/types';
import { gunzipSync, type ZstdOptions, constants as zlibConstants, zstdDecompressSync } from 'node:zlib';
import type { RejectCode } from '../reject.ts';

/** Result of decompressing a payload. */
type Decompressed =
  | { readonly status: 'ok'; readonly data: Buffer }
  /** There is more output than was allowed; as much was made. */
  | { readonly status: 'over_limit' }
  | {
      readonly status: 'refused';
      readonly code: Extract<RejectCode, 'corrupt_compression' | 'too_large_decompressed'>;
      readonly error: string;
    };

export type Compression = 'gzip' | 'zstd';

const ZSTD_MAGIC = 0x28b52ffd;
/** Frames that carry no output; `pzstd` begins with one. @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.2 */
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_HEADER_BYTES = 8;
/** Deflate cannot shrink by more than this. @see https://zlib.net/zlib_tech.html */
const MAX_DEFLATE_RATIO = 1032;
/** An output of this size has a gzip that may end in a byte of white space. */
const MAX_UNAMBIGUOUS_BYTES = 0x09_00_00_00;
const DEFAULT_CHUNK_BYTES = 64 * 1024;
/** Of the input, where a trailer says nothing: zlib keeps a chunk until the event loop's next turn, and a batch is decoded in one. */
const CHUNK_RATIO = 4;
/** Windows up to 8 MiB are what every decoder should support. @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1.2 */
const MAX_ZSTD_WINDOW_LOG = 23;
/** Node's code where `maxOutputLength` is passed. */
const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';
/** Frames cost time each, however small they are. */
const MAX_ZSTD_FRAMES = 1000;

interface WithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The compression whose magic number the bytes begin with. */
export function compressionOf(data: Buffer): Compression | undefined {
  if (data[0] === 0x1f && data[1] === 0x8b) return 'gzip';
  if (data[0] === 0x28) return data.length >= 4 && data.readUInt32BE(0) === ZSTD_MAGIC ? 'zstd' : undefined;
  return isSkippable(data) ? 'zstd' : undefined;
}

/** Whether a skippable frame of zstd begins here: any of 16 magic numbers. */
function isSkippable(data: Buffer): boolean {
  return data[3] === 0x18 && (data.readUInt32LE(0) & ~0xf) === SKIPPABLE_MAGIC;
}

/**
 * Decompresses a payload (gzip: all members, zstd: all frames) without ever holding more than `maxBytes` of output
 * and, for zstd, a window of 8 MiB. With nothing allowed the answer is `over_limit`.
 */
export function decompress(data: Buffer, compression: Compression, maxBytes: number): Decompressed {
  const limit = Math.min(maxBytes, constants.MAX_LENGTH);
  if (limit < 1) return { status: 'over_limit' };
  try {
    const output = compression === 'gzip' ? gunzip(data, limit) : unzstd(data, limit);
    return { status: 'ok', data: output };
  } catch (error) {
    return failure(error);
  }
}

function gunzip(padded: Buffer, limit: number): Buffer {
  const data = limit < MAX_UNAMBIGUOUS_BYTES ? withoutWhiteSpace(padded) : padded;
  const options = { chunkSize: gzipChunkBytes(data, limit), maxOutputLength: limit, info: true };
  // With `info` node answers {buffer, engine}, which its types do not know.
  const { buffer, engine } = gunzipSync(data, options) as unknown as WithEngine;
  // zlib stops silently at a zero byte behind a member: padding is fine, data behind it must not be lost.
  const rest = data.subarray(engine.bytesWritten);
  if (rest.some((byte) => byte !== 0)) throw refusal('data behind the end of the stream');
  return trimmed(buffer, options.chunkSize);
}

/** The error for a stream that zlib accepts and we do not, with a code as zlib's errors have it. */
function refusal(message: string, code = 'CORRUPT'): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * Without the white space that shells and line-based tools leave behind a stream. The last byte of a gzip is the highest
 * of its output's size: below {@link MAX_UNAMBIGUOUS_BYTES} it is less than any white space.
 */
function withoutWhiteSpace(data: Buffer): Buffer {
  let end = data.length;
  while (end > 0 && isWhiteSpace(data[end - 1] ?? 0)) end--;
  return end === data.length ? data : data.subarray(0, end);
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/**
 * The output's size as the trailer claims it, plus one byte so that zlib sees at once that it is done. Nothing guarantees
 * for a trailer: it is believed only as far as deflate could really get, and never past the limit.
 */
function gzipChunkBytes(data: Buffer, limit: number): number {
  const claimed = data.length < 18 ? 0 : data.readUInt32LE(data.length - 4);
  const isPlausible = claimed >= data.length / 2 && claimed <= data.length * MAX_DEFLATE_RATIO;
  return Math.max(
    64,
    Math.min(isPlausible ? claimed : Math.min(DEFAULT_CHUNK_BYTES, CHUNK_RATIO * data.length), limit) + 1,
  );
}

/** A small output must not keep a large chunk alive. */
function trimmed(output: Buffer, chunkBytes: number): Buffer {
  return output.length < chunkBytes / 2 ? Buffer.from(output) : output;
}

/** Node decodes the first frame only and drops what follows without a word: frame by frame, then. */
function unzstd(data: Buffer, limit: number): Buffer {
  const outputs: Buffer[] = [];
  let left = limit;
  let frames = 0;
  for (let at = 0; at < data.length; frames++) {
    if (frames === MAX_ZSTD_FRAMES) throw refusal(`more than ${MAX_ZSTD_FRAMES} frames`);
    const rest = data.subarray(at);
    if (isSkippable(rest)) {
      at += skippableBytes(rest);
      continue;
    }
    if (outputs.length > 0 && isPadding(rest)) break;
    const { output, bytes } = unzstdFrame(rest, left);
    outputs.push(output);
    left -= output.length;
    at += bytes;
  }
  if (outputs.length === 0) throw refusal('skippable frames alone');
  const [first] = outputs;
  return outputs.length === 1 && first !== undefined ? first : Buffer.concat(outputs);
}

/** The first byte tells for nearly all data: no frame begins with zero or white space. */
function isPadding(data: Buffer): boolean {
  return data.every((byte) => byte === 0 || isWhiteSpace(byte));
}

function unzstdFrame(data: Buffer, limit: number): { readonly output: Buffer; readonly bytes: number } {
  const options = zstdOptions(data, limit);
  // As for gzip: the answer is {buffer, engine}.
  const { buffer, engine } = zstdDecompressSync(data, options) as unknown as WithEngine;
  const output = trimmed(buffer, options.chunkSize);
  if (output.length > limit) throw refusal('output past the limit', TOO_LARGE);
  return { output, bytes: engine.bytesWritten };
}

/** Length of a skippable frame with its header. */
function skippableBytes(frame: Buffer): number {
  const bytes = frame.length < SKIPPABLE_HEADER_BYTES ? Infinity : SKIPPABLE_HEADER_BYTES + frame.readUInt32LE(4);
  if (bytes > frame.length) throw refusal('a skippable frame that is cut');
  return bytes;
}

function zstdOptions(data: Buffer, limit: number): ZstdOptions & { readonly chunkSize: number; readonly info: true } {
  return {
    chunkSize: Math.max(64, Math.min(zstdContentBytes(data) ?? DEFAULT_CHUNK_BYTES, limit) + 1),
    // Nothing left: one byte is allowed to node, which knows no zero, and the caller's check refuses it.
    maxOutputLength: Math.max(1, limit),
    params: { [zlibConstants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG },
    info: true,
  };
}

/** The output's size as the frame's header claims it. @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1 */
function zstdContentBytes(frame: Buffer): number | undefined {
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 6][descriptor >> 6] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (sizeBytes === 0 || at + sizeBytes > frame.length) return undefined;
  return frame.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

function failure(error: unknown): Decompressed {
  // What zlib throws are Errors with a code; anything else is a bug and stays one.
  if (!isNativeError(error) || !('code' in error)) throw error;
  if (error.code === TOO_LARGE) return { status: 'over_limit' };
  return error.code === 'ZSTD_error_frameParameter_windowTooLarge'
    ? { status: 'refused', code: 'too_large_decompressed', error: 'it needs a window of more than 8 MiB' }
    : { status: 'refused', code: 'corrupt_compression', error: error.message };
}
