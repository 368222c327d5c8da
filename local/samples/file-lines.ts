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
export function splitLines(file: Buffer): FileLine[] {
  const lines: FileLine[] = [];
  for (let start = 0, number = 1; start < file.length; number += 1) {
    const newline = file.indexOf(NEWLINE, start);
    const end = newline === -1 ? file.length : newline;
    const data = file.subarray(start, file[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    if (data.length > 0) lines.push({ number, data });
    start = end + 1;
  }
  return lines;
}

/** Whether a line fits a record. */
export function fitsRecord(line: FileLine): boolean {
  return line.data.length + lineKey(line).length <= MAX_RECORD_BYTES;
}

/** The partition key with which a line is sent: it spreads lines over the shards, and names the line. */
export function lineKey({ number }: FileLine): string {
  return `line-${number}`;
}

/** A line as a record. Its expected result is read from the destinations later. */
export function lineRecord(line: FileLine): Omit<RecordToSend, 'entries'> {
  return {
    name: `line ${line.number}`,
    partitionKey: lineKey(line),
    data: line.data,
  };
}
