import type { RecordToSend } from './to-send.ts';

/** A line of the user's file. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly data: Buffer;
}

/** Most bytes of a record of the router's stream, its partition key included. @see PutRecords: 1 MiB by default */
export const MAX_RECORD_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Splits a file into its lines, as bytes; empty ones are dropped, `\r\n` counts as one newline. */
export const splitLines = (file: Buffer): FileLine[] => {
  const lines: FileLine[] = [];
  for (let start = 0, number = 1; start < file.length; number += 1) {
    const newline = file.indexOf(NEWLINE, start);
    const end = newline === -1 ? file.length : newline;
    const data = file.subarray(start, file[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    if (data.length > 0) lines.push({ number, data });
    start = end + 1;
  }
  return lines;
};

/** The partition key with which a line is sent: it spreads lines over the shards, and says where they came from. */
export const lineKey = ({ number }: FileLine): string => `line-${number}`;

/** Whether a line fits a record. */
export const fitsRecord = (line: FileLine): boolean => line.data.length + lineKey(line).length <= MAX_RECORD_BYTES;

/** A line as a record. What becomes of it is judged by what is found. */
export const lineRecord = (line: FileLine): Omit<RecordToSend, 'entries'> => ({
  name: `line ${line.number}`,
  partitionKey: lineKey(line),
  data: line.data,
});
