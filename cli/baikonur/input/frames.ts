import type { Line } from '../../../shared/lines/read-lines.ts';
import { textWithoutBom } from '../../../shared/log/decode/json.ts';
import { isBase64Record, isWrappedOn, mayBeWrapped } from './base64.ts';
import { followLine, goesOn, type Nesting, NOTHING_OPEN } from './brackets.ts';

/** A unit of an input: mostly one line; else the lines of one JSON text or of one base64 text. */
export interface Frame {
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly data: Buffer;
  /** Set on what is too long to be kept: how many bytes it has. */
  readonly cutFrom?: number;
}

/** Past this a JSON text over several lines is not waited for: no event of Lambda is larger. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;
const NEWLINE = Buffer.from('\n');
const CLOSE_OBJECT = 0x7d;

/** Lines one after the other, with a look at the next. */
interface Lookahead {
  readonly next: () => Promise<Line | undefined>;
  readonly peek: () => Promise<Line | undefined>;
  /** Whether `next` has a line without waiting for input. */
  readonly isHere: () => boolean;
}

/**
 * Puts together what belongs together.
 * @returns lists of what is there; more input is waited for only where a frame is open.
 */
export async function* readFrames(chunks: AsyncIterable<readonly Line[]>): AsyncGenerator<readonly Frame[]> {
  const lines = createLookahead(chunks);
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const frames = [...(await readFrame(line, lines))];
    while (lines.isHere()) {
      line = await lines.next();
      if (line !== undefined) frames.push(...(await readFrame(line, lines)));
    }
    yield frames;
  }
}

/** One frame; several where lines that seemed to be one JSON text are none. */
async function readFrame(line: Line, lines: Lookahead): Promise<readonly Frame[]> {
  const nesting = opensDocument(line);
  if (nesting !== undefined) return readDocument(line, nesting, lines);
  return mayBeWrapped(line.data) && isBase64Record(line.data) ? [await readWrapped(line, lines)] : [toFrame(line)];
}

function createLookahead(chunks: AsyncIterable<readonly Line[]>): Lookahead {
  const iterator = chunks[Symbol.asyncIterator]();
  let lines: readonly Line[] = [];
  let at = 0;
  const peek = async (): Promise<Line | undefined> => {
    while (at >= lines.length) {
      const { done, value } = await iterator.next();
      if (done) return undefined;
      lines = value;
      at = 0;
    }
    return lines[at];
  };
  return {
    peek,
    isHere: () => at < lines.length,
    next: async () => {
      const line = at < lines.length ? lines[at] : await peek();
      at++;
      return line;
    },
  };
}

function opensDocument({ data, cutFrom }: Line): Nesting | undefined {
  // Nearly every line is a whole object: one look at its end is enough.
  if (cutFrom !== undefined || data.at(-1) === CLOSE_OBJECT) return undefined;
  const nesting = followLine(NOTHING_OPEN, data);
  return nesting.open.length > 0 && !nesting.inString ? nesting : undefined;
}

/** The lines of one JSON text as one frame; where they turn out to be none, each for itself. */
async function readDocument(first: Line, opened: Nesting, lines: Lookahead): Promise<readonly Frame[]> {
  const parts = [first];
  let nesting = opened;
  let bytes = first.data.length;
  for (let next = await lines.peek(); next !== undefined; next = await lines.peek()) {
    if (!goesOn(nesting, next.data) || bytes > MAX_DOCUMENT_BYTES) break;
    parts.push(next);
    bytes += next.data.length;
    nesting = followLine(nesting, next.data);
    await lines.next();
  }
  const whole = join(parts, NEWLINE);
  return nesting.open.length === 0 && isJson(whole) ? [whole] : parts.map(toFrame);
}

function join(lines: readonly Line[], separator: Buffer): Frame {
  return {
    line: lines[0]?.number ?? 0,
    data: Buffer.concat(lines.flatMap(({ data }, index) => (index === 0 ? [data] : [separator, data]))),
  };
}

function isJson({ data }: Frame): boolean {
  try {
    JSON.parse(textWithoutBom(data.toString()));
    return true;
  } catch {
    return false;
  }
}

function toFrame({ number, data, cutFrom }: Line): Frame {
  return cutFrom === undefined ? { line: number, data } : { line: number, data, cutFrom };
}

async function readWrapped(first: Line, lines: Lookahead): Promise<Frame> {
  const parts = [first];
  for (let next = await lines.peek(); next !== undefined; next = await lines.peek()) {
    if (!isWrappedOn(first.data, next.data)) break;
    parts.push(next);
    await lines.next();
    if (!mayBeWrapped(next.data)) break;
  }
  return join(parts, Buffer.alloc(0));
}
