import { crc32 } from 'node:zlib';

/** Lines by their ids: of all ids, or, where there are too many to be kept, of an even share of them. */
export interface IdSample {
  readonly add: (id: string) => void;
  /** One id of so many is kept; 1: each. */
  readonly oneOf: () => number;
  /** Lines whose id another line has, too: counted where each id is kept, else about. */
  readonly repeated: () => number;
}

/** Ids that are kept at most: about 300 MB. */
const MAX_IDS = 2_000_000;

/** Starts to compare ids. Where more than `most` differ, every second one of those that are kept is dropped, by its checksum. */
export function createIdSample(most: number = MAX_IDS): IdSample {
  const lines = new Map<string, number>();
  let oneOf = 1;
  const isKept = (id: string): boolean => oneOf === 1 || crc32(id) % oneOf === 0;
  return {
    add: (id) => {
      if (!isKept(id)) return;
      lines.set(id, (lines.get(id) ?? 0) + 1);
      if (lines.size <= most) return;
      oneOf *= 2;
      for (const kept of lines.keys()) if (!isKept(kept)) lines.delete(kept);
    },
    oneOf: () => oneOf,
    repeated: () => {
      let repeated = 0;
      for (const count of lines.values()) repeated += count - 1;
      return repeated * oneOf;
    },
  };
}
