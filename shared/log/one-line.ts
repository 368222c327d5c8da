const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The JSON text on one line, for formats that end a record at a newline. Only `\n` and `\r` bytes go: inside a
 * string they are not legal JSON (there they are escapes), so all that a valid text contains are insignificant.
 * @param json the bytes of one valid JSON text.
 * @returns the same Buffer where there is nothing to remove.
 */
export function toOneLine(json: Buffer): Buffer {
  let end = json.length;
  while (end > 0 && (json[end - 1] === LINE_FEED || json[end - 1] === CARRIAGE_RETURN)) end--;
  const text = end === json.length ? json : json.subarray(0, end);
  return text.includes(LINE_FEED) || text.includes(CARRIAGE_RETURN) ? without(text, CARRIAGE_RETURN) : text;
}

/** Takes out line feeds and `another` byte. */
function without(text: Buffer, another: number): Buffer {
  const line = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (const byte of text) {
    if (byte !== LINE_FEED && byte !== another) line[length++] = byte;
  }
  return line.subarray(0, length);
}

/**
 * As {@link toOneLine}, for formats whose lines end at a line feed alone: carriage returns stay, and half of the
 * looking is saved.
 */
export function withoutLineFeeds(json: Buffer): Buffer {
  let end = json.length;
  while (end > 0 && json[end - 1] === LINE_FEED) end--;
  const text = end === json.length ? json : json.subarray(0, end);
  return text.includes(LINE_FEED) ? without(text, LINE_FEED) : text;
}
