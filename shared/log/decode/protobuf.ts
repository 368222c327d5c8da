/** One field of a protobuf message; `bytes` covers strings and nested messages, as a range of the buffer. */
export interface WireField {
  readonly number: number;
  readonly wireType: 'varint' | 'bytes' | 'fixed';
  /** Of a `varint`; exact up to 2^53. */
  readonly value: number;
  /** Range of `bytes` and `fixed`. */
  readonly from: number;
  readonly to: number;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MAX_VARINT_BYTES = 10;

interface Cursor {
  at: number;
}

/**
 * Walks the fields of the protobuf message in `[from, to)`, without copying. Groups (wire types 3 and 4), which are deprecated,
 * count as malformed.
 * @param visit answers whether to go on.
 * @returns whether the whole message was walked: `false` when it is malformed or `visit` stopped.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function forEachField(buffer: Buffer, from: number, to: number, visit: (field: WireField) => boolean): boolean {
  const cursor: Cursor = { at: from };
  while (cursor.at < to) {
    const tag = readVarint(buffer, cursor, to);
    if (tag === undefined || tag < 8) return false;
    const number = Math.floor(tag / 8);
    if (tag % 8 === VARINT) {
      const value = readVarint(buffer, cursor, to);
      if (value === undefined) return false;
      if (!visit({ number, wireType: 'varint', value, from: cursor.at, to: cursor.at })) return false;
      continue;
    }
    const length = lengthOf(tag % 8, buffer, cursor, to);
    if (length === undefined || length > to - cursor.at) return false;
    const start = cursor.at;
    cursor.at += length;
    const wireType = tag % 8 === BYTES ? 'bytes' : 'fixed';
    if (!visit({ number, wireType, value: 0, from: start, to: cursor.at })) return false;
  }
  return true;
}

/** Reads a varint that ends before `end`; `undefined` where there is none. */
function readVarint(buffer: Buffer, cursor: Cursor, end: number): number | undefined {
  let value = 0;
  let scale = 1;
  const last = Math.min(end, cursor.at + MAX_VARINT_BYTES);
  while (cursor.at < last) {
    const byte = buffer[cursor.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  return undefined;
}

/** How many bytes the value behind a tag has; `undefined` for an unknown wire type or a length that cannot be read. */
function lengthOf(wireType: number, buffer: Buffer, cursor: Cursor, end: number): number | undefined {
  if (wireType === BYTES) return readVarint(buffer, cursor, end);
  if (wireType === FIXED64) return 8;
  return wireType === FIXED32 ? 4 : undefined;
}
