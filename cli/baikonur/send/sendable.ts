import type { Line } from '../../../shared/lines/read-lines.ts';
import type { Piece } from '../input/read-records.ts';

/** A record of the input, to be sent: mostly a line. */
export interface Sendable extends Line {
  /** The key that it had on its stream, where the input says so. */
  readonly partitionKey?: string;
}

/** A part of the input that is no record, and why. */
interface Unsendable {
  readonly line: number;
  readonly error: string;
}

/** The records of pieces that were read together, in order, and what is none. */
export interface SendableChunk {
  readonly records: readonly Sendable[];
  readonly bad: readonly Unsendable[];
}

/** Takes the records of an input for sending, as `explain` would take them. */
export async function* readSendables(input: AsyncIterable<readonly Piece[]>): AsyncGenerator<SendableChunk> {
  for await (const pieces of input) yield chunkOf(pieces);
}

function chunkOf(pieces: readonly Piece[]): SendableChunk {
  const records: Sendable[] = [];
  const bad: Unsendable[] = [];
  for (const { line, found } of pieces) {
    for (const one of found) {
      if (one.status === 'bad') bad.push({ line, error: one.error });
      else if (one.status === 'tooLong') records.push({ number: line, data: Buffer.alloc(0), cutFrom: one.bytes });
      else {
        const { data, partitionKey } = one.record;
        records.push({
          number: line,
          data: Buffer.from(data, 'base64'),
          ...(partitionKey === '' ? {} : { partitionKey }),
        });
      }
    }
  }
  return { records, bad };
}
