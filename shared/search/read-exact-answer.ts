import { pipeline, type Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import type { SearchAnswer } from './search-port.ts';

/** An answer whose body was not read yet. */
export interface OpenAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readable;
}

/**
 * Reads an answer that contains logs: whole, with its text, and no longer than it may be.
 * @returns `isTooLarge` where the body is longer than `maxBytes`.
 * @throws where the connection breaks, or the body is not JSON.
 */
export async function readExactAnswer(answer: OpenAnswer, maxBytes: number, operation: string): Promise<SearchAnswer> {
  const text = await readText(answer, maxBytes);
  if (text === undefined) {
    return { status: 'failed', error: `${operation}: the answer is longer than ${maxBytes} bytes`, isTooLarge: true };
  }
  const isJson = String(answer.headers['content-type']).includes('json') && text !== '';
  return { status: 'answered', httpStatus: answer.statusCode, body: isJson ? parseAnswer(text) : text, text };
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
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
