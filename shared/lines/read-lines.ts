/** A line of an input, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly data: Buffer;
  /** Set on a line too long to be kept: how many bytes it has; `data` is its beginning. */
  readonly cutFrom?: number;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Kept of a line that is too long: enough to recognise it. */
const KEPT_BYTES = 1_000;

/** A line under way: its pieces, and how long it is. */
interface Draft {
  readonly pieces: Buffer[];
  bytes: number;
}

/**
 * Cuts an input into lines, as bytes; blank lines are dropped but counted. Memory stays within one chunk and one line.
 * @param chunks the input; each chunk's lines come as one list, so that who sends them knows what is there now.
 * @param maxBytes of a line; a longer one is cut.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<readonly Line[]> {
  let draft: Draft = { pieces: [], bytes: 0 };
  let number = 0;
  const extend = (piece: Buffer): void => {
    draft.bytes += piece.length;
    if (draft.bytes <= maxBytes) draft.pieces.push(piece);
    else draft.pieces.splice(0, draft.pieces.length, beginningOf([...draft.pieces, piece]));
  };
  const end = (lines: Line[]): void => {
    number++;
    const line = finish(draft, number);
    if (line.cutFrom !== undefined || !isBlank(line.data)) lines.push(line);
    draft = { pieces: [], bytes: 0 };
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      extend(chunk.subarray(from, at));
      end(lines);
      from = at + 1;
    }
    if (from < chunk.length) extend(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  const last: Line[] = [];
  if (draft.bytes > 0) end(last);
  if (last.length > 0) yield last;
}

/** A copy: a view would keep all of it alive. */
function beginningOf(pieces: readonly Buffer[]): Buffer {
  return Buffer.concat(pieces.map((piece) => piece.subarray(0, KEPT_BYTES))).subarray(0, KEPT_BYTES);
}

function finish({ pieces, bytes }: Draft, number: number): Line {
  const [first] = pieces;
  const whole = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
  if (bytes > whole.length) return { number, data: whole, cutFrom: bytes };
  return { number, data: whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole };
}

function isBlank(data: Buffer): boolean {
  return data.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}
