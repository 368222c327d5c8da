const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** The texts of a JSON list's items, byte for byte; `data` is a list that was parsed before. */
export function itemsOfList(data: Buffer): readonly Buffer[] {
  const items: Buffer[] = [];
  let depth = 0;
  let from = 0;
  const take = (to: number): void => {
    const item = trim(data.subarray(from, to));
    if (item.length > 0) items.push(item);
    from = to + 1;
  };
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] ?? 0;
    if (byte === QUOTE) at = endOfString(data, at + 1);
    else if (OPENING.has(byte)) {
      depth++;
      if (depth === 1) from = at + 1;
    } else if (CLOSING.has(byte)) {
      depth--;
      if (depth === 0) take(at);
    } else if (byte === COMMA && depth === 1) take(at);
  }
  return items;
}

function endOfString(data: Buffer, from: number): number {
  for (let at = from; at < data.length; at++) {
    if (data[at] === BACKSLASH) at++;
    else if (data[at] === QUOTE) return at;
  }
  return data.length;
}

/** Without the white space of JSON at its ends. */
function trim(item: Buffer): Buffer {
  const isSpace = (byte: number | undefined): boolean => byte !== undefined && byte <= 0x20;
  let [from, to] = [0, item.length];
  while (from < to && isSpace(item[from])) from++;
  while (from < to && isSpace(item[to - 1])) to--;
  return item.subarray(from, to);
}
