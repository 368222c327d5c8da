import type { MiddlewareObj } from '@middy/core';
import type { StreamRecord } from '../../log/decode/kinesis-event.ts';
import type { DecodedBatch } from '../../log/log.ts';
import type { Batch } from '../batch.ts';

const countBySequence = ({ entries }: DecodedBatch): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { entry } of entries) counts.set(entry.sequenceNumber, (counts.get(entry.sequenceNumber) ?? 0) + 1);
  return counts;
};

/** Takes the Kinesis records apart into entries. */
export const decodeRecords = (
  decode: (records: readonly StreamRecord[]) => DecodedBatch,
): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    batch.decoded = decode(batch.records);
    batch.entryCounts = countBySequence(batch.decoded);
  },
});
