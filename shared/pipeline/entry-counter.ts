import type { Entry } from '../log/entry.ts';

/** Counts the entries of a batch, in all and by the record that carried them. */
export interface EntryCounter {
  readonly add: (entry: Pick<Entry, 'sequenceNumber' | 'ordinal'>) => void;
  readonly total: () => number;
  /** Made when asked for: only progress needs it, and a batch that is delivered whole has none. */
  readonly bySequence: () => ReadonlyMap<string, number>;
}

/** Entries of one record come one after the other, the one of ordinal 0 first. */
export function createEntryCounter(): EntryCounter {
  const sequenceNumbers: string[] = [];
  const ends: number[] = [];
  let total = 0;
  return {
    add: ({ sequenceNumber, ordinal }) => {
      if (ordinal === 0) {
        if (total > 0) ends.push(total);
        sequenceNumbers.push(sequenceNumber);
      }
      total++;
    },
    total: () => total,
    bySequence: () =>
      new Map(sequenceNumbers.map((number, index) => [number, (ends[index] ?? total) - (ends[index - 1] ?? 0)])),
  };
}
