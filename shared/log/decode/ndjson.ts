const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of ndjson as views into the buffer, without their ends (`\n` or `\r\n`). Blank lines are none. */
export function* linesOf(data: Buffer): Generator<Buffer> {
  for (let from = 0; from < data.length; ) {
    const next = endOfLine(data, from);
    const end = withoutReturn(data, from, next);
    if (!isBlank(data, from, end)) yield data.subarray(from, end);
    from = next + 1;
  }
}

/** How many lines `linesOf` gives, and their bytes. */
export function countLines(data: Buffer): { readonly lines: number; readonly bytes: number } {
  let lines = 0;
  let bytes = 0;
  for (let from = 0; from < data.length; ) {
    const next = endOfLine(data, from);
    const end = withoutReturn(data, from, next);
    if (!isBlank(data, from, end)) {
      lines++;
      bytes += end - from;
    }
    from = next + 1;
  }
  return { lines, bytes };
}

/** Index of the newline, or the end of the buffer. */
function endOfLine(data: Buffer, from: number): number {
  // A search costs a call, which of many short lines is most of their time.
  if (data[from] === NEWLINE) return from;
  if (data[from + 1] === NEWLINE) return from + 1;
  const newline = data.indexOf(NEWLINE, from);
  return newline === -1 ? data.length : newline;
}

function withoutReturn(data: Buffer, from: number, end: number): number {
  return end > from && data[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

/** Space, tab and carriage return: what JSON allows between tokens of one line. */
function isBlank(data: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = data[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  }
  return true;
}
