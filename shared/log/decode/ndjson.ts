const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Goes through the lines of ndjson until one is what is looked for. Blank lines are none.
 * @param isIt of the line's first byte and of the byte behind its last; its end (`\n` or `\r\n`) does not count.
 */
export function findLine(data: Buffer, isIt: (from: number, end: number) => boolean): void {
  for (let from = 0; from < data.length; ) {
    const next = endOfLine(data, from);
    const end = next > from && data[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (!isBlank(data, from, end) && isIt(from, end)) return;
    from = next + 1;
  }
}

/** How many lines there are, and their bytes. */
export function countLines(data: Buffer): { readonly lines: number; readonly bytes: number } {
  let lines = 0;
  let bytes = 0;
  findLine(data, (from, end) => {
    lines++;
    bytes += end - from;
    return false;
  });
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

/** Space, tab and carriage return: what JSON allows between tokens of one line. */
function isBlank(data: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = data[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  }
  return true;
}
