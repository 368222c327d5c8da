import type { MiddlewareObj } from '@middy/core';
import type { StreamRecord } from '../../log/decode/kinesis-event.ts';
import type { Decoded, DecodedBatch } from '../../log/log.ts';
import type { Batch } from '../batch.ts';

/** How many entries each record became. Entries stand in the order of the records. */
const countPerRecord = (records: readonly StreamRecord[], entries: readonly Decoded[]): readonly number[] => {
  let at = 0;
  return records.map(({ sequenceNumber }) => {
    const start = at;
    while (entries[at]?.entry.sequenceNumber === sequenceNumber) at++;
    return at - start;
  });
};

const countBySequence = (records: readonly StreamRecord[], counts: readonly number[]): ReadonlyMap<string, number> =>
  new Map(records.flatMap(({ sequenceNumber }, index) => (counts[index] ? [[sequenceNumber, counts[index]]] : [])));

/** Takes the Kinesis records apart into entries. */
export const decodeRecords = (
  decode: (records: readonly StreamRecord[]) => DecodedBatch,
): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    const { records } = batch;
    batch.decoded = decode(records);
    batch.received = batch.decoded.entries.length;
    const counts = countPerRecord(records, batch.decoded.entries);
    let bySequence: ReadonlyMap<string, number> | undefined;
    batch.entryCounts = () => {
      bySequence ??= countBySequence(records, counts);
      return bySequence;
    };
  },
});
