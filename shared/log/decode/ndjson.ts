const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of ndjson as views into the buffer, without their ends (`\n` or `\r\n`). Blank lines are none. */
export function* linesOf(data: Buffer): Generator<Buffer> {
  for (let from = 0; from < data.length; ) {
    const newline = data.indexOf(NEWLINE, from);
    const next = newline === -1 ? data.length : newline;
    const end = next > from && data[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    const line = data.subarray(from, end);
    if (!isBlank(line)) yield line;
    from = next + 1;
  }
}

/** How many lines `linesOf` gives, and their bytes without their ends. */
export function countLines(data: Buffer): { readonly lines: number; readonly bytes: number } {
  let lines = 0;
  let bytes = 0;
  for (const line of linesOf(data)) {
    lines++;
    bytes += line.length;
  }
  return { lines, bytes };
}

/** Space, tab and carriage return: what JSON allows between tokens of one line. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}
