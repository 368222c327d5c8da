import type { OutputRecord } from '../pipeline/ports.ts';
import type { OutputLimits } from './output-limits.ts';

/** Bytes of a record as the limits of Kinesis and Firehose count them: data before base64, and the partition key. */
export const recordBytes = ({ data, partitionKey }: OutputRecord): number =>
  partitionKey === undefined ? data.length : data.length + Buffer.byteLength(partitionKey);

/**
 * Cuts records into calls, in order, each within the limits on count and bytes; a record that is larger than a
 * call's bytes stands alone.
 * @returns where each call ends: call `i` is `records.slice(ends[i - 1] ?? 0, ends[i])`.
 */
export const chunkRecords = (records: readonly OutputRecord[], limits: OutputLimits): readonly number[] => {
  const ends: number[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    const size = recordBytes(record);
    if (index > start && (index - start >= limits.maxRecords || bytes + size > limits.maxCallBytes)) {
      ends.push(index);
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (records.length > 0) ends.push(records.length);
  return ends;
};
