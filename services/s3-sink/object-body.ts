import { toOneLine } from '../../shared/log/one-line.ts';
import { compress, type ObjectCompression } from './compress.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The body of an object: NDJSON, compressed. */
export function objectBody(texts: readonly Buffer[], compression: ObjectCompression): Buffer {
  return compress(joinLines(texts), compression, texts.length);
}

/** The logs' original bytes, one a line: newlines between JSON tokens are taken out, nothing else is touched. */
export function joinLines(texts: readonly Buffer[]): Buffer {
  const body = join(texts);
  return hasALineEach(body, texts) ? body : join(texts.map(toOneLine));
}

function join(texts: readonly Buffer[]): Buffer {
  let length = texts.length;
  for (const text of texts) length += text.length;
  const body = Buffer.allocUnsafe(length);
  let end = 0;
  for (const text of texts) {
    body.set(text, end);
    end += text.length;
    body[end++] = NEWLINE;
  }
  return body;
}

/** Whether the only newlines are the ones behind each text. Looked for once in the whole: most texts have none. */
function hasALineEach(body: Buffer, texts: readonly Buffer[]): boolean {
  if (body.includes(CARRIAGE_RETURN)) return false;
  let end = -1;
  for (const text of texts) {
    const next = end + 1 + text.length;
    if (body.indexOf(NEWLINE, end + 1) !== next) return false;
    end = next;
  }
  return true;
}
