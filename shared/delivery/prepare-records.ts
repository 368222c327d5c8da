import type { Log } from '../log/log.ts';
import type { OutputRecord } from '../pipeline/ports.ts';
import type { PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

/** Records to send, with what is known of each; the lists run side by side. */
export interface PreparedRecords {
  readonly records: readonly OutputRecord[];
  /** Bytes as the limits count them, or a few more: data before base64, and the partition key. */
  readonly sizes: readonly number[];
  /** Bytes of the data alone. */
  readonly dataBytes: readonly number[];
  /** Place of the record's answer among all answers. */
  readonly places: readonly number[];
}

/** Bytes of UTF-8 that a UTF-16 unit of a key takes at most. */
const MAX_BYTES_PER_UNIT = 3;

/** Makes a record of each log. One past the target's limit is not sent: its answer is noted at once. */
export function prepareRecords(target: RecordTarget, logs: readonly Log[], answers: PutAnswer[]): PreparedRecords {
  const records: OutputRecord[] = [];
  const sizes: number[] = [];
  const dataBytes: number[] = [];
  const { maxRecordBytes } = target.limits;
  const places: number[] = [];
  let place = 0;
  for (const log of logs) {
    const record = target.toRecord(log);
    const size = sizeOf(record, maxRecordBytes);
    if (size > maxRecordBytes) {
      answers[place] = oversize(size, target);
    } else {
      records.push(record);
      sizes.push(size);
      dataBytes.push(record.data.length);
      places.push(place);
    }
    place++;
  }
  return { records, sizes, dataBytes, places };
}

/** A key's bytes are counted only where they matter, near the limit of a record; elsewhere they are taken for the most. */
function sizeOf({ data, partitionKey }: OutputRecord, maxRecordBytes: number): number {
  if (partitionKey === undefined) return data.length;
  const atMost = data.length + MAX_BYTES_PER_UNIT * partitionKey.length;
  return atMost <= maxRecordBytes ? atMost : data.length + Buffer.byteLength(partitionKey);
}

function oversize(size: number, { name, limits }: RecordTarget): PutAnswer {
  return {
    status: 'oversize',
    error: `the record has ${size} bytes with its key, ${name} takes at most ${limits.maxRecordBytes}`,
  };
}
