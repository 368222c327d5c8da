import {
  type ByteWriter,
  ensureRoom,
  writeFloat64,
  writeInt64,
  writeSafeInteger,
  writeString,
  writeStringBytes,
  writeUint64,
} from './forward/byte-writer.ts';

/** Deepest nesting of maps and arrays that is sent; deeper values are sent as their JSON text. */
export const MAX_DEPTH = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_SAFE_DIGITS = 15;
/** Digits of 2^64, and of -2^63 with its sign. */
const MAX_INT64_LENGTH = 20;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

interface Cursor {
  readonly source: Buffer;
  at: number;
}

/**
 * Writes a JSON object as a MessagePack map, token by token from its source text, because `JSON.parse` would round
 * large integers. Integers become exact `int`/`uint` of up to 64 bits, other numbers doubles. What MessagePack cannot
 * express becomes its JSON text: larger integers, doubles above 1.8e308, values deeper than {@link MAX_DEPTH}. A key
 * that occurs twice is written twice, in order (receivers keep the last).
 *
 * @param json Valid JSON in UTF-8 whose root is an object, as the pipeline guarantees; a byte order mark is skipped.
 */
export function writeJsonRecord(writer: ByteWriter, json: Buffer): void {
  const cursor: Cursor = { source: json, at: json[0] === 0xef ? 3 : 0 };
  ensureRoom(writer, json.length);
  skipSpace(cursor);
  writeValue(cursor, writer, 0);
}

function skipSpace(cursor: Cursor): void {
  let byte = peek(cursor);
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
    cursor.at += 1;
    byte = peek(cursor);
  }
}

/** The byte at the cursor. Only text that is not JSON could lead past the end. */
function peek(cursor: Cursor): number {
  return cursor.source[cursor.at] as number;
}

function writeValue(cursor: Cursor, writer: ByteWriter, depth: number): void {
  const byte = peek(cursor);
  if (byte === QUOTE) writeJsonString(cursor, writer);
  else if (byte === 0x7b || byte === 0x5b) {
    if (depth < MAX_DEPTH) writeContainer(cursor, writer, depth);
    else writeContainerText(cursor, writer);
  } else if (byte === 0x74) writeLiteral(cursor, writer, 0xc3, 4);
  else if (byte === 0x66) writeLiteral(cursor, writer, 0xc2, 5);
  else if (byte === 0x6e) writeLiteral(cursor, writer, 0xc0, 4);
  else writeNumber(cursor, writer);
}

function writeJsonString(cursor: Cursor, writer: ByteWriter): void {
  const start = cursor.at;
  if (!skipString(cursor)) writeStringBytes(writer, cursor.source, start + 1, cursor.at - 1);
  // In valid JSON the text between two quotes is a string.
  else writeString(writer, JSON.parse(cursor.source.toString('utf8', start, cursor.at)) as string);
}

/** Moves past the string at the cursor. @returns whether it contains an escape. */
function skipString(cursor: Cursor): boolean {
  const { source } = cursor;
  let escaped = false;
  let at = cursor.at + 1;
  for (let byte = source[at]; byte !== QUOTE; byte = source[at]) {
    if (byte === BACKSLASH) {
      escaped = true;
      at += 1;
    }
    at += 1;
  }
  cursor.at = at + 1;
  return escaped;
}

function writeContainer(cursor: Cursor, writer: ByteWriter, depth: number): void {
  const isMap = peek(cursor) === 0x7b;
  const end = isMap ? 0x7d : 0x5d;
  const header = writer.length;
  writeByte(writer, 0);
  let count = 0;
  cursor.at += 1;
  for (skipSpace(cursor); peek(cursor) !== end; skipSpace(cursor)) {
    if (isMap) {
      writeJsonString(cursor, writer);
      skipSpace(cursor);
      cursor.at += 1; // the colon
      skipSpace(cursor);
    }
    writeValue(cursor, writer, depth + 1);
    count += 1;
    skipSpace(cursor);
    if (peek(cursor) === 0x2c) cursor.at += 1;
  }
  cursor.at += 1;
  closeContainer(writer, header, isMap ? 0x80 : 0x90, count);
}

function writeByte(writer: ByteWriter, byte: number): void {
  ensureRoom(writer, 1);
  writer.bytes[writer.length++] = byte;
}

/** Writes the header of a map (`fixCode` 0x80) or array (0x90) into the byte reserved for it; moves what follows if one byte is too few. */
function closeContainer(writer: ByteWriter, header: number, fixCode: 0x80 | 0x90, count: number): void {
  if (count < 16) {
    writer.bytes[header] = fixCode | count;
    return;
  }
  const wider = count < 0x1_0000 ? 2 : 4;
  ensureRoom(writer, wider);
  writer.bytes.copyWithin(header + 1 + wider, header + 1, writer.length);
  writer.length += wider;
  writer.bytes[header] = (fixCode === 0x80 ? 0xde : 0xdc) + (wider === 2 ? 0 : 1);
  writer.bytes.writeUIntBE(count, header + 1, wider);
}

/** The container at the cursor as a string of its JSON text. */
function writeContainerText(cursor: Cursor, writer: ByteWriter): void {
  const start = cursor.at;
  let open = 0;
  do {
    const byte = peek(cursor);
    if (byte === QUOTE) skipString(cursor);
    else {
      if (byte === 0x7b || byte === 0x5b) open += 1;
      else if (byte === 0x7d || byte === 0x5d) open -= 1;
      cursor.at += 1;
    }
  } while (open > 0);
  writeStringBytes(writer, cursor.source, start, cursor.at);
}

function writeLiteral(cursor: Cursor, writer: ByteWriter, byte: number, length: number): void {
  writeByte(writer, byte);
  cursor.at += length;
}

/** A token without fraction or exponent is an exact integer; any other becomes a double, or text if it is out of range. */
function writeNumber(cursor: Cursor, writer: ByteWriter): void {
  const start = cursor.at;
  let isInteger = true;
  for (let byte = peek(cursor); isNumberByte(byte); byte = peek(cursor)) {
    if (byte === 0x2e || (byte | 0x20) === 0x65) isInteger = false;
    cursor.at += 1;
  }
  const text = cursor.source.toString('latin1', start, cursor.at);
  const value = Number(text);
  if (isInteger && text.length > MAX_SAFE_DIGITS) writeBigInteger(text, writer);
  else if (isInteger) writeSafeInteger(writer, value);
  else if (Number.isFinite(value)) writeFloat64(writer, value);
  else writeString(writer, text);
}

function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}

function writeBigInteger(text: string, writer: ByteWriter): void {
  // JSON allows no leading zeros. Making a number of a million digits takes a second.
  const value = text.length > MAX_INT64_LENGTH ? MAX_UINT64 + 1n : BigInt(text);
  if (value < MIN_INT64 || value > MAX_UINT64) writeString(writer, text);
  else if (value < 0n) writeInt64(writer, value);
  else writeUint64(writer, value);
}
