import type { OutputRecord } from '../pipeline/ports.ts';
import type { PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

/** Records to send, and facts of each: lists of one length. */
export interface PreparedRecords {
  readonly records: readonly OutputRecord[];
  /** Bytes as the limits count them, or a few more: data before base64, and the partition key. */
  readonly sizes: readonly number[];
  /** Bytes of the data alone. */
  readonly dataBytes: readonly number[];
  /** Index of the record's answer among all answers. */
  readonly indexes: readonly number[];
}

/** Bytes of UTF-8 that a UTF-16 unit of a key takes at most. */
const MAX_BYTES_PER_UNIT = 3;

/** Makes a record of each log. A record past the target's limit is not sent: its answer is written at once. */
export function prepareRecords<Item>(
  target: RecordTarget<Item>,
  logs: readonly Item[],
  answers: PutAnswer[],
): PreparedRecords {
  const records: OutputRecord[] = [];
  const sizes: number[] = [];
  const dataBytes: number[] = [];
  const { maxRecordBytes } = target.limits;
  const indexes: number[] = [];
  let index = 0;
  for (const log of logs) {
    const record = target.toRecord(log);
    const size = sizeOf(record, maxRecordBytes);
    if (size > maxRecordBytes) {
      answers[index] = oversize(size, target);
    } else {
      records.push(record);
      sizes.push(size);
      dataBytes.push(record.data.length);
      indexes.push(index);
    }
    index++;
  }
  return { records, sizes, dataBytes, indexes };
}

/** A key's bytes are counted only near the limit of a record; elsewhere the most that they can be is taken. */
function sizeOf({ data, partitionKey }: OutputRecord, maxRecordBytes: number): number {
  if (partitionKey === undefined) return data.length;
  const atMost = data.length + MAX_BYTES_PER_UNIT * partitionKey.length;
  return atMost <= maxRecordBytes ? atMost : data.length + Buffer.byteLength(partitionKey);
}

function oversize(size: number, { name, limits }: Pick<RecordTarget, 'name' | 'limits'>): PutAnswer {
  return {
    status: 'oversize',
    error: `the record has ${size} bytes with its key, ${name} takes at most ${limits.maxRecordBytes}`,
  };
}
