import { gzipSync } from 'node:zlib';
import { toOneLine } from '../../shared/log/one-line.ts';

const NEWLINE = 0x0a;

/** The logs' original bytes, one a line: newlines between JSON tokens are taken out, nothing else is touched. */
export const joinLines = (texts: readonly Buffer[]): Buffer => {
  const lines = texts.map(toOneLine);
  let length = lines.length;
  for (const line of lines) length += line.length;
  const body = Buffer.allocUnsafe(length);
  let end = 0;
  for (const line of lines) {
    body.set(line, end);
    end += line.length;
    body[end++] = NEWLINE;
  }
  return body;
};

/**
 * The body of an object: NDJSON, gzip. Compressed in one piece on the invocation's own thread: a function of one
 * vCPU gains nothing from a second one.
 * @param level of gzip, 0 to 9.
 */
export const objectBody = (texts: readonly Buffer[], level: number): Buffer => gzipSync(joinLines(texts), { level });
