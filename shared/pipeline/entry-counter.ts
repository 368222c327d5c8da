/** Counts the entries of a batch, in all and by the record that carried them. */
export interface EntryCounter {
  readonly add: (sequenceNumber: string) => void;
  readonly total: () => number;
  /** Made when asked for: only progress wants to know, and of a batch that simply succeeds there is none. */
  readonly bySequence: () => ReadonlyMap<string, number>;
}

/** Entries of one record come one after the other. */
export const createEntryCounter = (): EntryCounter => {
  const sequenceNumbers: string[] = [];
  const ends: number[] = [];
  let last: string | undefined;
  let total = 0;
  return {
    add: (sequenceNumber) => {
      if (sequenceNumber !== last) {
        if (last !== undefined) ends.push(total);
        sequenceNumbers.push(sequenceNumber);
        last = sequenceNumber;
      }
      total++;
    },
    total: () => total,
    bySequence: () =>
      new Map(sequenceNumbers.map((number, index) => [number, (ends[index] ?? total) - (ends[index - 1] ?? 0)])),
  };
};
