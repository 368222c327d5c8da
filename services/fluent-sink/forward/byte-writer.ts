/**
 * One growing buffer for a whole batch: thousands of small buffers would cost more than copying the bytes. MessagePack
 * headers are written here because the library makes a string only from a JavaScript string, and the text of a log
 * is never decoded and encoded again.
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export interface ByteWriter {
  bytes: Buffer;
  length: number;
}

/** Below this many bytes a loop is faster than the call into native code. */
const SHORT_COPY_BYTES = 32;

/** A writer with room for `capacity` bytes; it doubles when they are used up. */
export function createByteWriter(capacity: number): ByteWriter {
  return {
    bytes: Buffer.allocUnsafe(Math.max(capacity, 256)),
    length: 0,
  };
}

/** Bytes `start` to `end` (exclusive) of `source` as a MessagePack `str`, unchanged. */
export function writeStringBytes(writer: ByteWriter, source: Buffer, start: number, end: number): void {
  writeStringHeader(writer, end - start);
  const { bytes } = writer;
  if (end - start > SHORT_COPY_BYTES) {
    bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), writer.length);
    writer.length += end - start;
  } else for (let at = start; at < end; at += 1) bytes[writer.length++] = source[at] as number; // at < end: never undefined
}

/** Header of a MessagePack `str` of `byteLength` bytes, and room for its bytes. */
function writeStringHeader(writer: ByteWriter, byteLength: number): void {
  ensureRoom(writer, byteLength + 5);
  const { bytes } = writer;
  if (byteLength < 32) bytes[writer.length++] = 0xa0 | byteLength;
  else if (byteLength < 0x100) {
    bytes[writer.length++] = 0xd9;
    bytes[writer.length++] = byteLength;
  } else if (byteLength < 0x1_0000) {
    bytes[writer.length++] = 0xda;
    writer.length = bytes.writeUInt16BE(byteLength, writer.length);
  } else {
    bytes[writer.length++] = 0xdb;
    writer.length = bytes.writeUInt32BE(byteLength, writer.length);
  }
}

/** Makes room for `extra` more bytes. */
export function ensureRoom(writer: ByteWriter, extra: number): void {
  if (writer.length + extra <= writer.bytes.length) return;
  const grown = Buffer.allocUnsafe(Math.max(writer.bytes.length * 2, writer.length + extra));
  writer.bytes.copy(grown, 0, 0, writer.length);
  writer.bytes = grown;
}

/** A JavaScript string as a MessagePack `str`; a lone surrogate becomes U+FFFD. */
export function writeString(writer: ByteWriter, text: string): void {
  const byteLength = Buffer.byteLength(text);
  writeStringHeader(writer, byteLength);
  writer.length += writer.bytes.write(text, writer.length);
}

/** A safe integer in the shortest MessagePack form. */
export function writeSafeInteger(writer: ByteWriter, value: number): void {
  ensureRoom(writer, 9);
  const { bytes } = writer;
  if (value >= 0) {
    if (value < 0x80) bytes[writer.length++] = value;
    else if (value < 0x1_0000) {
      bytes[writer.length++] = 0xcd;
      writer.length = bytes.writeUInt16BE(value, writer.length);
    } else if (value < 0x1_0000_0000) {
      bytes[writer.length++] = 0xce;
      writer.length = bytes.writeUInt32BE(value, writer.length);
    } else writeUint64(writer, BigInt(value));
  } else if (value >= -0x20) bytes[writer.length++] = 0x100 + value;
  else if (value >= -0x8000_0000) {
    bytes[writer.length++] = 0xd2;
    writer.length = bytes.writeInt32BE(value, writer.length);
  } else writeInt64(writer, BigInt(value));
}

/** `value` as `uint 64`. */
export function writeUint64(writer: ByteWriter, value: bigint): void {
  ensureRoom(writer, 9);
  writer.bytes[writer.length++] = 0xcf;
  writer.length = writer.bytes.writeBigUInt64BE(value, writer.length);
}

/** `value` as `int 64`. */
export function writeInt64(writer: ByteWriter, value: bigint): void {
  ensureRoom(writer, 9);
  writer.bytes[writer.length++] = 0xd3;
  writer.length = writer.bytes.writeBigInt64BE(value, writer.length);
}

/** `value` as `float 64`. */
export function writeFloat64(writer: ByteWriter, value: number): void {
  ensureRoom(writer, 9);
  writer.bytes[writer.length++] = 0xcb;
  writer.length = writer.bytes.writeDoubleBE(value, writer.length);
}
