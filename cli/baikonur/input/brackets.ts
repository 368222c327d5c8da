const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** State of a scan of JSON text at the end of a line. */
export interface Nesting {
  /** The brackets that are open, outermost first, as bytes. */
  readonly open: readonly number[];
  /** Last byte that is no white space; 0 before there is one. */
  readonly last: number;
  /** Whether the line ends within a string, which no JSON text of several lines does. */
  readonly inString: boolean;
}

export const NOTHING_OPEN: Nesting = { open: [], last: 0, inString: false };

/** Follows the brackets of JSON text over one more line. */
export function followLine({ open: before, last: lastBefore }: Nesting, line: Buffer): Nesting {
  const open = [...before];
  let last = lastBefore;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] ?? 0;
    if (byte <= 0x20) continue;
    last = byte;
    if (OPENING.has(byte)) open.push(byte);
    else if (CLOSING.has(byte)) open.pop();
    else if (byte === QUOTE) {
      at = endOfString(line, at + 1);
      if (at === -1) return { open, last, inString: true };
    }
  }
  return { open, last, inString: false };
}

function endOfString(line: Buffer, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === BACKSLASH) at++;
    else if (line[at] === QUOTE) return at;
  }
  return -1;
}

/**
 * Whether JSON text in the state `nesting` may go on with `next`. It tells a document printed over several
 * lines from a log that was cut off, with the next log below it.
 */
export function goesOn({ open, last, inString }: Nesting, next: Buffer): boolean {
  const innermost = open.at(-1);
  if (innermost === undefined || inString) return false;
  const first = firstByte(next);
  const inObject = innermost === 0x7b;
  if (oneOf(last, '{')) return oneOf(first, '"}');
  if (oneOf(last, ',')) return inObject ? oneOf(first, '"') : !oneOf(first, ',}]');
  if (oneOf(last, '[:')) return !oneOf(first, ',}');
  return oneOf(first, ',}]');
}

function firstByte(line: Buffer): number {
  return line.find((byte) => byte > 0x20) ?? 0;
}

function oneOf(byte: number, chars: string): boolean {
  return byte !== 0 && chars.includes(String.fromCharCode(byte));
}
