import { RequestError } from './answers.ts';

/** Reads a body whole. @throws {RequestError} where it is larger than `maxBytes`: no more of it is read. */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RequestError(`it has more than ${maxBytes} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
