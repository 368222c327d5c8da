import { createEntryFactory } from '../log/decode/entry-factory.ts';
import type { StreamRecord } from '../log/decode/kinesis-event.ts';
import { createEntryCounter } from './entry-counter.ts';
import { rejected } from './outcome.ts';
import { MAX_CRASHES } from './progress/mark-start.ts';
import type { ReadLogs } from './read-logs.ts';
import { entryResult } from './result.ts';

const CRASHED = rejected(
  'crashed',
  `${MAX_CRASHES} invocations that had this record alone died or ran into the time-out: it is kept without being read`,
);

/**
 * The records of a batch that must not be looked into: each one rejected entry with its raw bytes. Recall adds what
 * earlier invocations settled of them.
 */
export function readCrashed(records: readonly StreamRecord[]): ReadLogs {
  const factory = createEntryFactory();
  const counter = createEntryCounter();
  let bytesIn = 0;
  const results = records.map((record) => {
    factory.startRecord(record);
    factory.startPart(record.partitionKey);
    const entry = factory.create(0, Buffer.from(record.data, 'base64'), undefined);
    counter.add(entry);
    bytesIn += entry.data.length;
    return entryResult(entry, {}, CRASHED);
  });
  return {
    decoded: { controlMessages: 0, bytesIn },
    received: counter.total(),
    entryCounts: counter.bySequence,
    logs: { byTarget: new Map(), wanted: 0, filtered: [] },
    results,
    unknownZones: {},
  };
}
