import { constants, isUtf8 } from 'node:buffer';
import { excerptQuoted, excerptValue } from '../excerpt.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { printable } from '../printable.ts';
import type { Reject } from '../reject.ts';

/** A JSON text that was looked at: its object, or why there is none. */
export type ParsedJson =
  | { readonly status: 'ok'; readonly value: JsonObject }
  | { readonly status: 'rejected'; readonly reject: Reject };

/** Objects, arrays, commas and colons of one text: the most, however much memory there is. */
export const MAX_STRUCTURE = 1_000_000;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = '\ufeff';
const REPLACEMENT = '\ufffd';
/** Its UTF-8, each byte as a character. */
const REPLACEMENT_BYTES = '\u00ef\u00bf\u00bd';

/**
 * Parses UTF-8 bytes whose root must be an object. A byte order mark must be off already.
 * @param maxStructure objects, arrays, commas and colons that there may be.
 */
export function parseJsonBytes(data: Buffer, maxStructure = MAX_STRUCTURE): ParsedJson {
  if (data.length > constants.MAX_STRING_LENGTH) {
    return rejected('too_large_decompressed', `${data.length} bytes of text, more than a string can hold`);
  }
  if (isUtf8(data)) return parseJsonText(data.toString(), maxStructure);
  const at = findInvalidByte(data);
  const bytes = data.subarray(at, at + 8).toString('hex');
  return rejected('not_utf8', `expected UTF-8, got bytes ${bytes} near position ${at} of ${data.length}`);
}

function rejected(code: Reject['code'], error: string): ParsedJson {
  return { status: 'rejected', reject: { code, error } };
}

/** Parses a text whose root must be an object. Of duplicate keys the last wins, `__proto__` is a key like any other. */
export function parseJsonText(text: string, maxStructure: number): ParsedJson {
  if (hasMoreStructure(text, maxStructure)) {
    const error = `more than ${maxStructure} objects, arrays, commas and colons in ${text.length} characters of text`;
    return rejected('too_large_decompressed', error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error as SyntaxError).message; // JSON.parse throws no other
    return rejected(
      'not_json',
      `expected a JSON object, got ${describeText(text)}: ${printable(reason.slice(0, 200))}`,
    );
  }
  return isJsonObject(value)
    ? { status: 'ok', value }
    : rejected('not_object', `expected a JSON object, got ${excerptValue(value)}`);
}

/**
 * Each object, array or member takes up to 100 bytes of heap, even an empty one of two characters: a bomb of its own
 * kind. Only texts that are long enough to hold so many are looked at. What is inside strings does not count.
 */
function hasMoreStructure(text: string, maxStructure: number): boolean {
  if (text.length <= maxStructure) return false;
  let structure = 0;
  for (let at = 0; at < text.length && structure <= maxStructure; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA || code === COLON || code === OPEN_OBJECT || code === OPEN_ARRAY) structure++;
  }
  return structure > maxStructure;
}

/** Index of the closing quote, or the end of a text that lacks it. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

function describeText(text: string): string {
  return text === '' ? 'nothing' : excerptQuoted(text);
}

/** Position of the first byte that is not UTF-8: what becomes the replacement character without being one. */
function findInvalidByte(data: Buffer): number {
  const text = data.toString();
  for (let [at, from] = [0, 0]; ; ) {
    const found = text.indexOf(REPLACEMENT, from);
    at += Buffer.byteLength(text.slice(from, found));
    if (!data.subarray(at).toString('latin1', 0, 3).startsWith(REPLACEMENT_BYTES)) return at;
    at += 3;
    from = found + 1;
  }
}

/** The bytes behind a byte order mark, where there is one. */
export function withoutBom(data: Buffer): Buffer {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}

/** The text behind a byte order mark, where there is one. */
export function textWithoutBom(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
