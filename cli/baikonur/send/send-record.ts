import type { OutputRecord } from '../../../shared/pipeline/ports.ts';

/** A record to send, and the lines of the input in it. */
export interface SendRecord extends OutputRecord {
  readonly partitionKey: string;
  readonly lines: number;
  /** Number of its first line, from 1. */
  readonly firstLine: number;
}

/** Bytes as Kinesis counts them: data before base64, and the partition key. */
export function recordBytes({ data, partitionKey }: SendRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
