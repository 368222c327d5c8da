import { isNativeError } from 'node:util/types';
import { readLines } from '../../../shared/lines/read-lines.ts';
import { badRecord, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';
import { readFrames } from './frames.ts';
import type { OpenedInput } from './open-text.ts';
import { MAX_RECORD_BYTES, recordsOf } from './records-of.ts';

/** The records of one piece of an input, which came together. */
export interface Piece {
  /** Line on which the piece begins, from 1. */
  readonly line: number;
  readonly found: readonly FoundRecord[];
  /** Whether the input was compressed around it. */
  readonly isUnpacked?: boolean;
}

/** A dead letter of the largest record, in base64, with room for its other fields. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

/**
 * Reads an input, whatever form it has, into the records that it holds, in order. `explain` and `send` read through it,
 * so that both speak of the same records.
 * @returns lists of the pieces that are there without waiting for more input.
 */
export async function* readRecords(input: OpenedInput, defaults: RecordDefaults): AsyncGenerator<readonly Piece[]> {
  if (input.kind === 'record') {
    const { data } = input;
    const isTooLong = data.length > MAX_RECORD_BYTES;
    const found = isTooLong
      ? { status: 'tooLong' as const, bytes: data.length }
      : recordOf(data, defaults, { number: 1 });
    yield [{ line: 1, found: [found] }];
    return;
  }
  const { isUnpacked = false } = input;
  try {
    for await (const frames of readFrames(readLines(input.chunks, MAX_LINE_BYTES))) {
      yield frames.map((frame) => ({ line: frame.line, found: recordsOf(frame, defaults), isUnpacked }));
    }
  } catch (error) {
    if (input.compression === undefined || !isCorrupt(error)) throw error;
    const sentence = `the ${input.compression} data cannot be decompressed to its end: ${error.message}`;
    yield [{ line: 1, found: [badRecord(sentence, 'corrupt_compression')] }];
  }
}

/** An error of decompression in the middle of a text has a code; any other error is a bug. */
function isCorrupt(error: unknown): error is Error {
  return isNativeError(error) && 'code' in error;
}
