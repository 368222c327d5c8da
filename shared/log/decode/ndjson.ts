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

/** Space, tab and carriage return: what JSON allows between tokens of one line. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}
