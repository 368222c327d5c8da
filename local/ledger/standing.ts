import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';

/** An object of the archive or the delivery bucket, with the lines in it, as bytes. */
export interface StoredObject {
  readonly key: string;
  readonly lines: readonly Buffer[];
}

/** What stands at the destinations, since a run began. */
export interface Standing {
  readonly archive: readonly StoredObject[];
  readonly letters: readonly DeadLetter[];
  /** Whole batches that the mappings gave up: keys of their objects. */
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
