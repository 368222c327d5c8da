const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Space, tab and carriage return: what JSON allows between tokens of one line. */
const isBlank = (line: Buffer): boolean =>
  line.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);

/**
 * Hands on the lines of ndjson as views into the buffer, without their line ends (`\n` or `\r\n`). Blank lines are none.
 * @param visit answers whether to go on.
 * @returns `false` when `visit` stopped.
 */
export const forEachLine = (data: Buffer, visit: (line: Buffer) => boolean): boolean => {
  for (let from = 0; from < data.length; ) {
    const newline = data.indexOf(NEWLINE, from);
    const next = newline === -1 ? data.length : newline;
    const end = next > from && data[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    const line = data.subarray(from, end);
    if (!isBlank(line) && !visit(line)) return false;
    from = next + 1;
  }
  return true;
};
