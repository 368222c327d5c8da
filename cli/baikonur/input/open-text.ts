import { decompressStream } from '../../../shared/lines/decompress-stream.ts';
import { type Compression, compressionOf, decompress } from '../../../shared/log/decode/compression.ts';
import { isBinaryRecord } from './base64.ts';

/** The detected kind of an input: one binary record, or text in lines. */
export type OpenedInput =
  | { readonly kind: 'record'; readonly data: Buffer }
  | {
      readonly kind: 'text';
      readonly chunks: AsyncIterable<Buffer>;
      readonly compression?: Compression;
      /** Whether the whole input was compressed: a line of it may be a record that is compressed. */
      readonly isUnpacked?: boolean;
    };

/** Largest record of a stream; larger input is a file. @see CreateStream: MaxRecordSizeInKiB is at most 10240 */
const MAX_RECORD_BYTES = 10 * 1024 * 1024;
const MAGIC_BYTES = 4;
/** Bytes that decide whether an input is text. */
const LOOKED_AT_BYTES = 512;
/** Control characters of text: tab, line ends, form feed, and the escape of colours. */
const TEXT_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
const TOO_LONG = { status: 'over_limit' } as const;

/**
 * Looks at the beginning of an input. What is no text is one record, so that it is not cut into lines. Compressed data is
 * looked into: a compressed record of one log, an event or an archive object of thousands of logs begin alike. Data that
 * cannot be decompressed stays one record, so that the decoder says what is wrong.
 * @param maxDecompressedBytes of a record, as the services take it.
 */
export async function openText(stream: AsyncIterable<Buffer>, maxDecompressedBytes: number): Promise<OpenedInput> {
  const iterator = stream[Symbol.asyncIterator]();
  const start = await readHead(iterator, MAGIC_BYTES);
  if (!isBinary(start)) return { kind: 'text', chunks: chain(start, iterator) };
  const head = await readRecord(start, iterator);
  const compression = compressionOf(head);
  if (compression === undefined) return { kind: 'record', data: head };
  const result = head.length > MAX_RECORD_BYTES ? TOO_LONG : decompress(head, compression, maxDecompressedBytes);
  if (result.status === 'ok') return openInner(chain(result.data, iterator));
  if (result.status === 'refused') return { kind: 'record', data: head };
  return openInner(decompressStream(chain(head, iterator)), compression);
}

/** The content of a compressed input: text, or a record, which is compressed itself where it is so twice. */
async function openInner(chunks: AsyncIterable<Buffer>, compression?: Compression): Promise<OpenedInput> {
  const iterator = chunks[Symbol.asyncIterator]();
  const given = compression === undefined ? {} : { compression };
  try {
    const start = await readHead(iterator, MAGIC_BYTES);
    if (isBinary(start)) return { kind: 'record', data: await readRecord(start, iterator) };
    return { kind: 'text', chunks: chain(start, iterator), ...given, isUnpacked: true };
  } catch (error) {
    return { kind: 'text', chunks: fail(error), ...given };
  }
}

/** Whether data is no text: a record by its first bytes, UTF-16, or bytes that no text has. */
function isBinary(data: Buffer): boolean {
  if (isBinaryRecord(data)) return true;
  const head = data.subarray(0, LOOKED_AT_BYTES);
  const isUtf16 = head.length > 1 && (head.readUInt16BE(0) === 0xfeff || head.readUInt16BE(0) === 0xfffe);
  return isUtf16 || head.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte));
}

/** The whole input as a record; of one that is larger than any record, its beginning. */
async function readRecord(start: Buffer, rest: AsyncIterator<Buffer>): Promise<Buffer> {
  return Buffer.concat([start, await readHead(rest, MAX_RECORD_BYTES + 1 - start.length)]);
}

// biome-ignore lint/correctness/useYield: it fails before its first part.
async function* fail(error: unknown): AsyncGenerator<Buffer> {
  throw error;
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
