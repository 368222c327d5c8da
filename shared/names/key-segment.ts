import { createHash } from 'node:crypto';
import { encodeWtf8 } from '../log/wtf8.ts';

/** Characters that S3 calls safe in a key, without `!` (the escape) and `.` (allowed by its position). */
const PLAIN = /^[\w\-'()*]+(?:\.[\w\-'()*]+)*\.?$/;
const SAFE_BYTE = /[\w\-'()*]/;
const DOT = 0x2e;
const HASH_DIGITS = 32;
/** Longer than log types usually are; three of them and a prefix still fit into a key of 1,024 bytes. */
const DEFAULT_MAX_LENGTH = 200;

/**
 * A log type or id as one segment of an S3 key: deterministic, and two texts never share a segment.
 * Letters, digits and `_ - . ' ( ) *` stay; every other byte of the UTF-8 text becomes `!` and two hex digits, and so
 * does a dot at the start or after a dot. No segment is empty, `.` or `..`, or holds `/`, control characters or what
 * S3 advises against. Past `maxLength` it is cut and 32 digits of its sha256 are appended.
 * @param maxLength in characters (all are ASCII, so bytes too); at least 40.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function encodeKeySegment(text: string, maxLength = DEFAULT_MAX_LENGTH): string {
  if (text.length <= maxLength && PLAIN.test(text)) return text;
  if (text === '') return '!';
  const bytes = encodeWtf8(text);
  // Each byte makes at least one character: what is past the limit cannot show.
  const segment = Array.from(bytes.subarray(0, maxLength + 1), (byte, i) => encodeByte(byte, i, bytes)).join('');
  return segment.length > maxLength ? shorten(segment, bytes, maxLength) : segment;
}

function encodeByte(byte: number, index: number, bytes: Buffer): string {
  if (byte === DOT) return index === 0 || bytes[index - 1] === DOT ? escapeByte(byte) : '.';
  const char = String.fromCharCode(byte);
  return SAFE_BYTE.test(char) ? char : escapeByte(byte);
}

function escapeByte(byte: number): string {
  return `!${byte.toString(16).padStart(2, '0')}`;
}

/** Cut so that no escape is torn, then marked: `!-` never appears in an uncut segment. */
function shorten(segment: string, bytes: Buffer, maxLength: number): string {
  const head = segment.slice(0, maxLength - HASH_DIGITS - 2).replace(/!.?$/, '');
  return `${head}!-${createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS)}`;
}
