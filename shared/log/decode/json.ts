import { constants, isUtf8 } from 'node:buffer';
import { excerptText, excerptValue } from '../excerpt.ts';
import type { Reject } from '../reject.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON text that was looked at: its object, or why there is none. */
export type ParsedJson =
  | { readonly status: 'ok'; readonly value: JsonObject }
  | { readonly status: 'rejected'; readonly reject: Reject };

/** Up to here even a text of nothing but brackets is harmless. */
const LARGE_BYTES = 1024 * 1024;
const MAX_BRACKETS = 1_000_000;
const BYTE_ORDER_MARK = '\ufeff';

const rejected = (code: Reject['code'], error: string): ParsedJson => ({ status: 'rejected', reject: { code, error } });

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a text whose root must be an object. Of duplicate keys the last wins, `__proto__` is a key like any other. */
export const parseJsonText = (text: string): ParsedJson => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // JSON.parse throws SyntaxErrors alone.
    const reason = error instanceof Error ? error.message : String(error);
    return rejected('not_json', `expected a JSON object, got ${describeText(text)}: ${reason.slice(0, 200)}`);
  }
  return isObject(value)
    ? { status: 'ok', value }
    : rejected('not_object', `expected a JSON object, got ${excerptValue(value)}`);
};

const describeText = (text: string): string => (text === '' ? 'nothing' : JSON.stringify(excerptText(text)));

/** Parses UTF-8 bytes whose root must be an object. A byte order mark must be off already. */
export const parseJsonBytes = (data: Buffer): ParsedJson => {
  if (data.length > LARGE_BYTES) {
    const tooLarge = findExcess(data);
    if (tooLarge !== undefined) return rejected('too_large_decompressed', tooLarge);
  }
  if (isUtf8(data)) return parseJsonText(data.toString());
  const at = findInvalidByte(data);
  const bytes = data.subarray(at, at + 8).toString('hex');
  return rejected('not_utf8', `expected UTF-8, got bytes ${bytes} near position ${at} of ${data.length}`);
};

/** What could burst the memory: a text longer than a string can be, or brackets, each of which takes 40 bytes of heap. */
const findExcess = (data: Buffer): string | undefined => {
  if (data.length > constants.MAX_STRING_LENGTH) return `${data.length} bytes of text, more than a string can hold`;
  let brackets = 0;
  // By index: a `for … of` over bytes is ten times slower.
  for (let at = 0; at < data.length && brackets <= MAX_BRACKETS; at++) {
    const byte = data[at];
    if (byte === 0x5b || byte === 0x7b) brackets++;
  }
  return brackets > MAX_BRACKETS
    ? `more than ${MAX_BRACKETS} objects and arrays in ${data.length} bytes of text`
    : undefined;
};

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Position, within a few bytes, of what is not UTF-8: bisection over prefixes that end at a character's border. */
const findInvalidByte = (data: Buffer): number => {
  let valid = 0;
  let end = data.length;
  while (end - valid > 4) {
    let middle = (valid + end) >>> 1;
    for (let back = 0; back < 3 && middle > valid + 1 && isContinuation(data[middle]); back++) middle--;
    if (isUtf8(data.subarray(valid, middle))) valid = middle;
    else end = middle;
  }
  return valid;
};

/** The bytes behind a byte order mark, where there is one. */
export const withoutBom = (data: Buffer): Buffer =>
  data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;

/** The text behind a byte order mark, where there is one. */
export const textWithoutBom = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
