import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import { createReadEntries, type ReadLog } from '../input/read-entries.ts';

/** Reads original bytes: of one log, or of a record that has several. @param arrivedAtMs about when it arrived, epoch milliseconds */
export type ReadLine = (line: Buffer, arrivedAtMs: number) => readonly ReadLog[];

/** Builds the reader of what objects keep. @param pickPaths paths whose values the fields have as `picked` */
export function createReadLine({ schema, decode }: CommonSettings, pickPaths: readonly string[]): ReadLine {
  const readEntries = createReadEntries({ schema, decode: { ...decode, recordFormat: 'json' } }, pickPaths);
  return (line, arrivedAtMs) => {
    const data = line.toString('base64');
    const record = { streamName: '', shardId: '', sequenceNumber: '1', partitionKey: '', arrivedAtMs, data };
    return [...readEntries([record])];
  };
}
