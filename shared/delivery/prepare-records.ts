import type { Delivery } from '../pipeline/outcome.ts';
import type { OutputRecord } from '../pipeline/ports.ts';
import type { PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

/** Records to send, with what is known of each; the three lists run side by side. */
export interface PreparedRecords {
  readonly records: readonly OutputRecord[];
  /** Bytes as the limits count them: data before base64, and the partition key. */
  readonly sizes: readonly number[];
  /** Place of the record's answer among all answers. */
  readonly places: readonly number[];
}

const sizeOf = ({ data, partitionKey }: OutputRecord): number =>
  partitionKey === undefined ? data.length : data.length + Buffer.byteLength(partitionKey);

const oversize = (size: number, { name, limits }: RecordTarget): PutAnswer => ({
  status: 'oversize',
  error: `the record has ${size} bytes with its key, ${name} takes at most ${limits.maxRecordBytes}`,
});

/** Makes a record of each delivery. One past the target's limit is not sent: its answer is noted at once. */
export const prepareRecords = (
  target: RecordTarget,
  deliveries: readonly Delivery[],
  answers: PutAnswer[],
): PreparedRecords => {
  const records: OutputRecord[] = [];
  const sizes: number[] = [];
  const places: number[] = [];
  let place = 0;
  for (const { log } of deliveries) {
    const record = target.toRecord(log);
    const size = sizeOf(record);
    if (size > target.limits.maxRecordBytes) {
      answers[place] = oversize(size, target);
    } else {
      records.push(record);
      sizes.push(size);
      places.push(place);
    }
    place++;
  }
  return { records, sizes, places };
};
