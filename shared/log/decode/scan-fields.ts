import { isUtf8 } from 'node:buffer';
import type { Fields } from '../log.ts';
import type { FieldNames } from './fields.ts';
import { endOfScalar, endOfString, isSpace, isTextAt, QUOTE, type StringMarks, skipSpace } from './json-tokens.ts';
import { MAX_PICKED_BYTES, pickedValue } from './picked-value.ts';
import { createRecurringTexts } from './recurring-texts.ts';

/**
 * Reads the schema's fields, and the extra paths, straight off the bytes of a JSON object. `undefined`: ask JSON.parse,
 * be it that the bytes are no JSON, or that the object is one of the rare kinds that are not read here.
 */
export type ScanFields = (data: Buffer) => Fields | undefined;

/** `undefined` where the names are not such as it reads. Values of the extra paths are cut, see {@link pickedValue}. */
export type CreateScanner = (names: FieldNames, pickPaths?: readonly string[]) => ScanFields | undefined;

/** The values that a scan found, by the slot of their name. */
interface Found {
  /** Index of each value's first byte; -1 where there is none. */
  readonly starts: Int32Array;
  /** Index behind each value. */
  readonly ends: Int32Array;
  readonly marks: StringMarks;
}

/** A wanted key. */
interface Name {
  readonly slot: number;
  /** With the closing quote. */
  readonly bytes: Uint8Array;
}

/** Finds the slot of the key that begins at an index; {@link UNWANTED}, or {@link ENVELOPE}. */
type FindSlot = (data: Buffer, start: number) => number;

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
/** Containers within each other, as many as an integer has bits for. */
const MAX_DEPTH = 30;
const UNWANTED = -1;
/** The slot of the key that an envelope of CloudWatch Logs has, nearly always as its first: its object is needed. */
const ENVELOPE = -2;
const ENVELOPE_KEY = 'messageType';
/** No text is longer: a number that is added to an index and stays an integer of 32 bits. */
const MAX_TEXT_BYTES = 2 ** 30;
/** Values that lie within so many bytes are made into text by one call. */
const MAX_SPAN_BYTES = 512;

/**
 * Builds the scanner for the schema's field names and extra paths; `undefined` where one of them is a path, or
 * has characters that JSON escapes.
 *
 * It proves the whole text valid as JSON.parse does, without building the object: of most logs only these values are
 * looked at (docs/adr/038-fields-from-the-bytes.md). Whatever it does not take is left to JSON.parse, which alone makes the
 * sentences of rejects.
 */
export function createFieldScanner(names: FieldNames, pickPaths: readonly string[] = []): ScanFields | undefined {
  const wanted = [...new Set([names.logType, names.logId, names.time, ...pickPaths])];
  if (!wanted.every(isPlainKey)) return undefined;
  const findSlot = createSlotFinder(wanted);
  const found: Found = {
    starts: new Int32Array(wanted.length),
    ends: new Int32Array(wanted.length),
    marks: { isAscii: true, lastEscape: -1 },
  };
  const slotOf = (name: string): number => wanted.indexOf(name);
  const type = slotOf(names.logType);
  const id = slotOf(names.logId);
  const time = slotOf(names.time);
  const picks = pickPaths.map(slotOf);
  const values = createValueReader(found, [id, time]);
  const readPick = (data: Buffer, slot: number): unknown => pickedValue(values.read(data, slot, MAX_PICKED_BYTES));
  const [onlyPick = UNWANTED] = picks;
  // An array that grows has room for many values, and is kept with its log.
  const readPicked = (data: Buffer): readonly unknown[] =>
    picks.length === 1 ? [readPick(data, onlyPick)] : picks.map((slot) => readPick(data, slot));
  return (data) => {
    if (!scanObject(data, findSlot, found)) return undefined;
    values.open(data);
    const logType = values.read(data, type);
    const logId = values.read(data, id);
    const timeValue = values.read(data, time);
    if (picks.length === 0) return { logType, logId, time: timeValue };
    return { logType, logId, time: timeValue, picked: readPicked(data) };
  };
}

/** Whether the name is no path, and is written in JSON as it is. */
function isPlainKey(name: string): boolean {
  return !name.includes('.') && name !== ENVELOPE_KEY && JSON.stringify(name) === `"${name}"`;
}

/** By their first byte: most keys have one that no wanted name has. */
function createSlotFinder(names: readonly string[]): FindSlot {
  const byFirst: Name[][] = Array.from({ length: 256 }, () => []);
  const add = (name: string, slot: number): void => {
    const bytes = Uint8Array.from(Buffer.from(`${name}"`));
    byFirst[bytes[0] as number]?.push({ slot, bytes });
  };
  names.forEach(add);
  add(ENVELOPE_KEY, ENVELOPE);
  return (data, start) => {
    const candidates = byFirst[data[start] as number] as Name[]; // one list for each byte
    for (const { slot, bytes } of candidates) if (isTextAt(data, start, bytes)) return slot;
    return UNWANTED;
  };
}

/** Whether the bytes are a JSON object that can be read here. Of a key that occurs twice the last value counts. */
function scanObject(data: Buffer, findSlot: FindSlot, found: Found): boolean {
  const { marks } = found;
  const last = startScan(data, found);
  // One bit for each container around the current one and for that one: whether it is an array.
  let arrays = 0;
  let depth = 1;
  let isFirst = true;
  let at = last === -1 ? -1 : skipSpace(data, 1);
  while (at !== -1) {
    while (data[at] === ((arrays & 1) === 1 ? CLOSE_ARRAY : CLOSE_OBJECT)) {
      if (depth === 1 || at === last) return depth === 1 && at === last && (marks.isAscii || isUtf8(data));
      depth--;
      arrays >>= 1;
      isFirst = false;
      at = skipSpace(data, at + 1);
    }
    if (!isFirst) {
      if (data[at] !== COMMA) return false;
      at = skipSpace(data, at + 1);
    }
    let slot = UNWANTED;
    if ((arrays & 1) === 0) {
      const value = startOfValue(data, at, last, marks);
      if (value === -1) return false;
      if (depth === 1) {
        // An escape may spell any name.
        if (marks.lastEscape > at) return false;
        slot = findSlot(data, at + 1);
        if (slot === ENVELOPE) return false;
      }
      at = value;
    }
    const byte = data[at];
    isFirst = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (isFirst) {
      if (slot !== UNWANTED || depth === MAX_DEPTH) return false;
      depth++;
      arrays = (arrays << 1) | (byte === OPEN_ARRAY ? 1 : 0);
      at = skipSpace(data, at + 1);
    } else at = readScalar(data, at, last, slot, found);
  }
  return false;
}

/** Forgets the text before. @returns index of the closing bracket, -1 where the text has not the form of an object. */
function startScan(data: Buffer, { starts, marks }: Found): number {
  for (let slot = 0; slot < starts.length; slot++) starts[slot] = -1;
  marks.isAscii = true;
  marks.lastEscape = -1;
  let last = data.length - 1;
  while (last > 0 && isSpace(data[last] as number)) last--; // below the length
  return data[0] === OPEN_OBJECT && data[last] === CLOSE_OBJECT ? last : -1;
}

/** Index of a member's value; -1 where there is no key with a colon. */
function startOfValue(data: Buffer, key: number, last: number, marks: StringMarks): number {
  const keyEnd = data[key] === QUOTE ? endOfString(data, key, last, marks) : -1;
  if (keyEnd === -1) return -1;
  const colon = skipSpace(data, keyEnd);
  return data[colon] === COLON ? skipSpace(data, colon + 1) : -1;
}

/** Notes a wanted value. @returns index of what is behind the value; -1 where it cannot be read here. */
function readScalar(data: Buffer, start: number, last: number, slot: number, found: Found): number {
  const { starts, ends, marks } = found;
  const end = endOfScalar(data, start, last, marks);
  if (end === -1) return -1;
  if (slot !== UNWANTED) {
    if (marks.lastEscape > start) return -1;
    starts[slot] = start;
    ends[slot] = end;
  }
  return skipSpace(data, end);
}

/**
 * Builds what makes JavaScript values of the values found: first it opens a text, then it reads slots. Id and time differ
 * from log to log; where they are near to each other they are parts of one text, made by one call. Other texts recur.
 */
function createValueReader({ starts, ends, marks }: Found, [id, time]: readonly [number, number]) {
  const readRecurring = createRecurringTexts();
  let span = '';
  let spanStart = 0;
  const open = (data: Buffer): void => {
    span = '';
    if (starts[id] === -1 || starts[time] === -1 || !marks.isAscii) return;
    const end = Math.max(ends[id] as number, ends[time] as number); // one for each slot
    spanStart = Math.min(starts[id] as number, starts[time] as number); // as above
    if (end - spanStart <= MAX_SPAN_BYTES) span = data.toString('latin1', spanStart, end);
  };
  const textOf = (data: Buffer, slot: number, start: number, end: number): string => {
    if (slot !== id && slot !== time) return readRecurring(data, start, end);
    return span === '' ? data.toString('utf8', start, end) : span.slice(start - spanStart, end - spanStart);
  };
  /** @param maxBytes of a text; its end is left out. */
  const read = (data: Buffer, slot: number, maxBytes = MAX_TEXT_BYTES): unknown => {
    const start = starts[slot] as number; // as above
    if (start === -1) return undefined;
    const end = ends[slot] as number; // as above
    // A string has no escapes here.
    return data[start] === QUOTE
      ? textOf(data, slot, start + 1, Math.min(end - 1, start + 1 + maxBytes))
      : JSON.parse(data.toString('latin1', start, end));
  };
  return { open, read };
}
