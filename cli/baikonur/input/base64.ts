import { compressionOf } from '../../../shared/log/decode/compression.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KPL_MAGIC = 0xf3899ac2;
/** Characters of base64 from which the format is detected. */
const HEAD_CHARS = 12;
/** Widths at which tools wrap: GNU base64 and MIME, PEM. */
const WRAP_WIDTHS = new Set([76, 64]);

/** Whether a line is base64 of a record: what KPL, gzip, zstd or JSON begin with. */
export function isBase64Record(line: Buffer): boolean {
  const head = Buffer.from(line.toString('latin1', 0, HEAD_CHARS), 'base64');
  return (isBinaryRecord(head) || beginsAsJson(head)) && isBase64(line);
}

/** Whether bytes begin as a record that is no text: a KPL aggregate, gzip or zstd. */
export function isBinaryRecord(data: Buffer): boolean {
  return (data.length >= 4 && data.readUInt32BE(0) === KPL_MAGIC) || compressionOf(data) !== undefined;
}

function beginsAsJson(data: Buffer): boolean {
  return /^\s*[{[]/.test(data.toString('latin1'));
}

function isBase64(line: Buffer): boolean {
  return line.length > 0 && BASE64.test(line.toString('latin1'));
}

/** Whether a line of base64 is as wide as tools wrap it, so that more may follow. */
export function mayBeWrapped(line: Buffer): boolean {
  return WRAP_WIDTHS.has(line.length) && !line.includes('=');
}

/** Whether `next` goes on with base64 wrapped at the width of `first`. */
export function isWrappedOn(first: Buffer, next: Buffer): boolean {
  return (
    next.length <= first.length &&
    isBase64(next) &&
    !isBinaryRecord(Buffer.from(next.toString('latin1', 0, 8), 'base64'))
  );
}
