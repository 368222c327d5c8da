/** Characters that the strings of a text had. One object for all texts: nothing is allocated for a log. */
export interface StringMarks {
  /** Whether every byte so far was ASCII. */
  isAscii: boolean;
  /** Where the last escape so far begins; -1: there was none. */
  lastEscape: number;
}

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const ESCAPE_BYTES = 2;
const UNICODE_ESCAPE_BYTES = 6;
/** Turns an ASCII capital into its small letter. */
const LOWER_CASE_BIT = 0x20;
const FIRST_NON_ASCII = 0x80;

/** The ASCII characters that a string holds as they are, as bytes. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < FIRST_NON_ASCII && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
/** The characters that may be behind a backslash, apart from `u`. */
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const LITERALS = ['true', 'false', 'null'].map((text) => Uint8Array.from(Buffer.from(text)));

/** Index of the first byte that is no white space of JSON. */
export function skipSpace(data: Buffer, from: number): number {
  return (data[from] as number) > SPACE ? from : skipSpaces(data, from);
}

function skipSpaces(data: Buffer, from: number): number {
  let at = from;
  while (isSpace(data[at] as number)) at++; // past the end there is no white space
  return at;
}

export function isSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB);
}

/**
 * Index behind the string, number or literal that begins at `from`; -1 where none does. UTF-8 is not checked.
 * @param last index that no string may reach; no number either, as the byte there is no part of one.
 */
export function endOfScalar(data: Buffer, from: number, last: number, marks: StringMarks): number {
  const byte = data[from] as number; // at most `last`
  if (byte === QUOTE) return endOfString(data, from, last, marks);
  return byte === MINUS || isDigit(byte) ? endOfNumber(data, from) : endOfLiteral(data, from);
}

/** Index behind the closing quote; -1 where there is none before `last`, or the string is none of JSON. */
export function endOfString(data: Buffer, from: number, last: number, marks: StringMarks): number {
  let at = from + 1;
  while (at < last && PLAIN[data[at] as number] === 1) at++;
  return data[at] === QUOTE && at < last ? at + 1 : endOfOtherString(data, at, last, marks);
}

/** As {@link endOfString}, from the first byte on that is not plain. */
function endOfOtherString(data: Buffer, from: number, last: number, marks: StringMarks): number {
  let at = from;
  while (at < last) {
    const byte = data[at] as number; // below the length
    if (byte === QUOTE) return at + 1;
    if (byte >= FIRST_NON_ASCII) {
      marks.isAscii = false;
      at++;
    } else {
      const bytes = byte === BACKSLASH ? bytesOfEscape(data, at, last) : 0;
      if (bytes === 0) return -1;
      marks.lastEscape = at;
      at += bytes;
    }
    while (at < last && PLAIN[data[at] as number] === 1) at++;
  }
  return -1;
}

/** Length of an escape; 0 where it is none. */
function bytesOfEscape(data: Buffer, at: number, last: number): number {
  const kind = data[at + 1] as number; // `at` is below `last`
  if (kind !== LOWER_U) return ESCAPED.has(kind) ? ESCAPE_BYTES : 0;
  if (at + UNICODE_ESCAPE_BYTES > last) return 0;
  for (let place = at + ESCAPE_BYTES; place < at + UNICODE_ESCAPE_BYTES; place++) {
    if (!isHexDigit(data[place] as number)) return 0;
  }
  return UNICODE_ESCAPE_BYTES;
}

function isHexDigit(byte: number): boolean {
  const lower = byte | LOWER_CASE_BIT;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function endOfNumber(data: Buffer, from: number): number {
  const first = data[from] === MINUS ? from + 1 : from;
  let at = data[first] === ZERO ? first + 1 : endOfDigits(data, first);
  if (at !== -1 && data[at] === POINT) at = endOfDigits(data, at + 1);
  if (at === -1 || ((data[at] as number) | LOWER_CASE_BIT) !== LOWER_E) return at;
  const sign = data[at + 1];
  return endOfDigits(data, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

/** Index behind at least one digit; -1 where there is none. */
function endOfDigits(data: Buffer, from: number): number {
  let at = from;
  while (isDigit(data[at] as number)) at++;
  return at === from ? -1 : at;
}

function endOfLiteral(data: Buffer, from: number): number {
  for (const literal of LITERALS) if (isTextAt(data, from, literal)) return from + literal.length;
  return -1;
}

/** Whether the text is what the data holds from an index on. */
export function isTextAt(data: Buffer, from: number, text: Uint8Array): boolean {
  if (from + text.length > data.length) return false;
  // From its end on: where a key has another length, the closing quote is not there.
  for (let at = text.length - 1; at >= 0; at--) if (data[from + at] !== text[at]) return false;
  return true;
}
