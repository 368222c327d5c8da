import { pipeline, type Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { parseExact } from './exact-json.ts';
import type { SearchAnswer } from './search-port.ts';

/** An answer whose body was not read yet. */
export interface OpenAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readable;
}

/**
 * Reads an answer that contains logs: their numbers keep their source text.
 * @returns `isTooLarge` where the body is longer than `maxBytes`, or nested too deeply to be parsed.
 * @throws where the connection breaks, or the body is not JSON.
 */
export async function readExactAnswer(answer: OpenAnswer, maxBytes: number, operation: string): Promise<SearchAnswer> {
  const text = await readText(answer, maxBytes);
  if (text === undefined) return tooLarge(`${operation}: the answer is longer than ${maxBytes} bytes`);
  const isJson = String(answer.headers['content-type']).includes('json') && text !== '';
  try {
    return { status: 'answered', httpStatus: answer.statusCode, body: isJson ? parseExact(text) : text };
  } catch (error) {
    if (error instanceof RangeError) return tooLarge(`${operation}: the answer is nested too deeply`);
    throw new Error(`the answer is not JSON (${(error as Error).message})`, { cause: error });
  }
}

/** The whole body; `undefined` where it is longer. The rest of it is not read then. */
async function readText({ headers, body }: OpenAnswer, maxBytes: number): Promise<string | undefined> {
  const isCompressed = /gzip|deflate/i.test(String(headers['content-encoding']));
  const plain = isCompressed ? pipeline(body, createUnzip(), () => undefined) : body;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of plain as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function tooLarge(error: string): SearchAnswer {
  return { status: 'failed', error, isTooLarge: true };
}
