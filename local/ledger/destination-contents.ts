import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';

/** An object of the archive or the delivery bucket, with the lines in it, as bytes. */
export interface StoredObject {
  readonly key: string;
  readonly lines: readonly Buffer[];
}

/** Contents of the destinations since a run began. */
export interface DestinationContents {
  readonly archive: readonly StoredObject[];
  readonly deadLetters: readonly DeadLetter[];
  /** Keys of the objects of whole batches that the mappings saved to S3 when their retries were exhausted. */
  readonly onFailure: readonly string[];
  /** Objects that Firehose wrote. */
  readonly delivery: readonly StoredObject[];
  /** Records by stream. */
  readonly streams: Readonly<Record<string, number>>;
}

/** Splits the body of an object of lines. */
export function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf(0x0a, start);
    const end = newline === -1 ? body.length : newline;
    if (end > start) lines.push(body.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
