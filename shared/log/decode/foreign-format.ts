import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, inflateRawSync, inflateSync, constants as zlibConstants } from 'node:zlib';
import { compressionOf } from './compression.ts';
import { forEachField } from './protobuf.ts';

/** A format that data seems to be in, and advice for the sender. */
export interface ForeignFormat {
  /** As a noun: `gzip within gzip`. */
  readonly name: string;
  readonly advice: string;
}

/** Only this much is looked at: a reject costs little, however large it is. */
const HEAD_BYTES = 4096;
/** Of a head, this much is decompressed to see what is inside, … */
const PROBE_BYTES = 160;
/** … to so much output at most: each record of a batch may ask for it, and 27 bytes may hold any number. */
const MAX_PROBE_OUTPUT_BYTES = 4096;
/** zlib keeps one until the event loop's next turn, and a batch is decoded in one. */
const PROBE_CHUNK_BYTES = 512;
const OPEN_OBJECT = 0x7b;
const KPL_MAGIC = 0xf3899ac2;
const SEND_JSON = 'send JSON, plain or in gzip or zstd';
const COMPRESS_AS_GZIP = 'compress with gzip or zstd, or not at all';

/** First bytes by format. @see https://en.wikipedia.org/wiki/List_of_file_signatures */
const MAGICS: readonly (readonly [magic: string, name: string, advice: string])[] = [
  ['04224d18', 'lz4', COMPRESS_AS_GZIP],
  ['02214c18', 'lz4 (the old format)', COMPRESS_AS_GZIP],
  ['ff060000734e61507059', 'snappy', COMPRESS_AS_GZIP],
  ['82534e4150505900', 'snappy (of Java)', COMPRESS_AS_GZIP],
  ['fd377a585a00', 'xz', COMPRESS_AS_GZIP],
  ['425a6839314159265359', 'bzip2', COMPRESS_AS_GZIP],
  ['504b0304', 'a zip file', COMPRESS_AS_GZIP],
  ['4f626a01', 'an Avro file', SEND_JSON],
  ['50415231', 'Parquet', SEND_JSON],
  ['f3899ac2', 'a KPL aggregate with a wrong checksum, or within compression', 'send the aggregate whole and as it is'],
  [
    '1fefbfbd08',
    'gzip that was turned into text',
    'its bytes are lost: hand them to the client as bytes, not as a string',
  ],
  ['1fc28b08', 'gzip that was turned into text', 'hand its bytes to the client as bytes, not as a string'],
];

/** Recognises data that is no UTF-8 or no JSON; `undefined` where it looks like nothing known. */
export function recogniseFormat(data: Buffer): ForeignFormat | undefined {
  const head = data.subarray(0, HEAD_BYTES);
  return withinCompression(head) ?? byMagic(head) ?? utf16(head) ?? textFormat(head) ?? binaryFormat(data, head);
}

function withinCompression(head: Buffer): ForeignFormat | undefined {
  const compression = compressionOf(head);
  return compression && { name: `${compression} within compression`, advice: 'compress once' };
}

function byMagic(head: Buffer): ForeignFormat | undefined {
  const hex = head.toString('hex', 0, 10);
  const found = MAGICS.find(([magic]) => hex.startsWith(magic));
  if (found !== undefined) return { name: found[1], advice: found[2] };
  return /^425a683\d314159265359/.test(hex) ? { name: 'bzip2', advice: COMPRESS_AS_GZIP } : undefined;
}

/** By its byte order mark, or by a first character of ASCII. */
function utf16(head: Buffer): ForeignFormat | undefined {
  const [first = 1, second = 1] = head;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const isAscii = (byte: number): boolean =>
    byte === 0x09 || byte === 0x0a || byte === 0x0d || (byte >= 0x20 && byte < 0x7f);
  const hasZeros = (isAscii(first) && second === 0) || (first === 0 && isAscii(second));
  return hasMark || hasZeros ? { name: 'UTF-16', advice: 'write UTF-8' } : undefined;
}

function textFormat(head: Buffer): ForeignFormat | undefined {
  const text = head.toString('latin1').trimStart();
  if (/^<(!doctype\s+html|html|head|body)\b/i.test(text)) {
    return { name: 'HTML', advice: 'the sender may have put the answer of a proxy or an error page on the stream' };
  }
  if (text.startsWith('<?xml')) return { name: 'XML', advice: SEND_JSON };
  if (/^(b'|b"|\{\s*')/.test(text))
    return { name: "Python's form of bytes or of a dict", advice: 'write it with json.dumps' };
  return base64(text);
}

const BASE64 = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/** Base64 of what would be taken: the clients of Kinesis encode by themselves. */
function base64(text: string): ForeignFormat | undefined {
  const characters = text.replace(/\s+/g, '');
  // A head that was cut is taken as far as whole groups go.
  const decoded = BASE64.test(characters) ? decodeBase64(characters) : undefined;
  if (decoded === undefined) return undefined;
  const advice = 'hand the bytes to the client as they are: it encodes by itself';
  if (beginsAsJson(decoded)) return { name: 'base64 of JSON', advice };
  const compression = compressionOf(decoded);
  if (compression !== undefined) return { name: `base64 of ${compression}`, advice };
  if (decoded.length >= 4 && decoded.readUInt32BE(0) === KPL_MAGIC)
    return { name: 'base64 of a KPL aggregate', advice };
  const inner = decoded.toString('latin1').replace(/\s+/g, '');
  const again = BASE64.test(inner) ? decodeBase64(inner) : undefined;
  return again && (beginsAsJson(again) || compressionOf(again) !== undefined)
    ? { name: 'base64 of base64', advice }
    : undefined;
}

function decodeBase64(text: string): Buffer {
  return Buffer.from(text, text.includes('-') || text.includes('_') ? 'base64url' : 'base64');
}

function beginsAsJson(data: Buffer): boolean {
  return /^\s*(\{\s*["}]|\[\s*[{\]"[])/.test(data.toString('latin1', 0, 64));
}

/** Formats without a magic number: tried one by one, on what is no text. */
function binaryFormat(data: Buffer, head: Buffer): ForeignFormat | undefined {
  const first = head[0] ?? 0x20;
  if (isUtf8(data) && first >= 0x09) return undefined;
  // Neither zlib, nor raw deflate, nor brotli writes JSON as bytes that begin with this one: nothing has to be tried.
  if (first === OPEN_OBJECT && beginsAsJson(head)) return OTHER_ENCODING;
  const inflated = zlibFormat(head.subarray(0, PROBE_BYTES));
  if (inflated !== undefined) return { name: inflated, advice: COMPRESS_AS_GZIP };
  if (first === 0 && head.length > 5) return { name: 'Avro or another format of a schema registry', advice: SEND_JSON };
  if (beginsAsJson(head)) return OTHER_ENCODING;
  if (isMessagePack(head)) return { name: 'MessagePack', advice: SEND_JSON };
  return isProtobuf(data) ? { name: 'protobuf', advice: SEND_JSON } : undefined;
}

function zlibFormat(head: Buffer): string | undefined {
  const isZlib = head.length > 2 && (head[0] ?? 0) % 16 === 8 && head.readUInt16BE(0) % 31 === 0;
  if (isZlib && holdsText(() => inflateSync(head, PROBE))) return 'zlib (deflate with a header)';
  if (holdsText(() => inflateRawSync(head, PROBE))) return 'raw deflate';
  const flush = { ...PROBE, finishFlush: zlibConstants.BROTLI_OPERATION_FLUSH };
  return holdsText(() => brotliDecompressSync(head, flush)) ? 'brotli' : undefined;
}

/** The head is cut: what can be made of it is enough. */
const PROBE = {
  chunkSize: PROBE_CHUNK_BYTES,
  maxOutputLength: MAX_PROBE_OUTPUT_BYTES,
  finishFlush: zlibConstants.Z_SYNC_FLUSH,
};

function holdsText(decompress: () => Buffer): boolean {
  try {
    const start = decompress().subarray(0, 64);
    return beginsAsJson(start);
  } catch {
    return false; // not of this format
  }
}

/** Shift_JIS, EUC-JP, ISO 8859-1 and their kin begin as ASCII does. */
const OTHER_ENCODING: ForeignFormat = {
  name: 'text in another encoding, such as Shift_JIS or ISO 8859-1',
  advice: 'write UTF-8',
};

/** A map whose first key is a short text. */
function isMessagePack(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  const key = first >= 0x81 && first <= 0x8f ? second : first === 0xde ? fourth : 0;
  return (key > 0xa0 && key <= 0xbf) || (key === 0xd9 && third > 0);
}

const MAX_PROTOBUF_BYTES = 1024 * 1024;
const MIN_FIELDS = 2;
const MAX_FIELD_NUMBER = 1000;

function isProtobuf(data: Buffer): boolean {
  if (data.length > MAX_PROTOBUF_BYTES) return false;
  let fields = 0;
  const isWhole = forEachField(data, 0, data.length, ({ number }) => {
    fields++;
    return number <= MAX_FIELD_NUMBER;
  });
  return isWhole && fields >= MIN_FIELDS;
}
