import { constants, isUtf8 } from 'node:buffer';
import { isNativeError } from 'node:util/types';
import { excerptText, excerptValue } from '../excerpt.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { Reject } from '../reject.ts';

/** A JSON text that was looked at: its object, or why there is none. */
export type ParsedJson =
  | { readonly status: 'ok'; readonly value: JsonObject }
  | { readonly status: 'rejected'; readonly reject: Reject };

const MAX_BRACKETS = 1_000_000;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const BYTE_ORDER_MARK = '\ufeff';

/** Parses UTF-8 bytes whose root must be an object. A byte order mark must be off already. */
export function parseJsonBytes(data: Buffer): ParsedJson {
  if (data.length > constants.MAX_STRING_LENGTH) {
    return rejected('too_large_decompressed', `${data.length} bytes of text, more than a string can hold`);
  }
  if (isUtf8(data)) return parseJsonText(data.toString());
  const at = findInvalidByte(data);
  const bytes = data.subarray(at, at + 8).toString('hex');
  return rejected('not_utf8', `expected UTF-8, got bytes ${bytes} near position ${at} of ${data.length}`);
}

function rejected(code: Reject['code'], error: string): ParsedJson {
  return { status: 'rejected', reject: { code, error } };
}

/** Parses a text whose root must be an object. Of duplicate keys the last wins, `__proto__` is a key like any other. */
export function parseJsonText(text: string): ParsedJson {
  if (hasTooManyBrackets(text)) {
    const error = `more than ${MAX_BRACKETS} objects and arrays in ${text.length} characters of text`;
    return rejected('too_large_decompressed', error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // JSON.parse throws SyntaxErrors alone.
    const reason = isNativeError(error) ? error.message : String(error);
    return rejected('not_json', `expected a JSON object, got ${describeText(text)}: ${reason.slice(0, 200)}`);
  }
  return isJsonObject(value)
    ? { status: 'ok', value }
    : rejected('not_object', `expected a JSON object, got ${excerptValue(value)}`);
}

/** Each object or array takes about 40 bytes of heap, even an empty one of two characters: a bomb of its own kind. */
function hasTooManyBrackets(text: string): boolean {
  if (text.length <= MAX_BRACKETS) return false;
  let brackets = 0;
  for (let at = 0; at < text.length && brackets <= MAX_BRACKETS; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_ARRAY || code === OPEN_OBJECT) brackets++;
  }
  return brackets > MAX_BRACKETS;
}

function describeText(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(excerptText(text));
}

/** Position, within a few bytes, of what is not UTF-8: bisection over prefixes that end at a character's border. */
function findInvalidByte(data: Buffer): number {
  let valid = 0;
  let end = data.length;
  while (end - valid > 4) {
    let middle = (valid + end) >>> 1;
    for (let back = 0; back < 3 && middle > valid + 1 && isContinuation(data[middle]); back++) middle--;
    if (isUtf8(data.subarray(valid, middle))) valid = middle;
    else end = middle;
  }
  return valid;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The bytes behind a byte order mark, where there is one. */
export function withoutBom(data: Buffer): Buffer {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}

/** The text behind a byte order mark, where there is one. */
export function textWithoutBom(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
