import { countText } from '../operator/quantity.ts';
import type { FindQuery } from './query.ts';

/** The sums of a search, and its caps. */
export interface Budget {
  readonly objects: number;
  readonly bytes: number;
  /** Takes an object's share. @returns why not, where a cap would be exceeded. */
  readonly takeObject: (bytes: number) => string | undefined;
  /** Counts bytes that were read from a stream. @returns why no more may be read. */
  readonly takeBytes: (bytes: number) => string | undefined;
}

/** Starts to count. @param onChange receives the sums */
export function createBudget(
  { maxObjects, maxBytes }: Pick<FindQuery, 'maxObjects' | 'maxBytes'>,
  onChange: (sums: { readonly objects: number; readonly bytes: number }) => void,
): Budget {
  let [objects, bytes] = [0, 0];
  return {
    get objects() {
      return objects;
    },
    get bytes() {
      return bytes;
    },
    takeObject: (more) => {
      if (objects >= maxObjects)
        return `${countText(maxObjects, 'object')} ${maxObjects === 1 ? 'was' : 'were'} read (--max-objects)`;
      if (bytes + more > maxBytes) return 'more bytes would be read than --max-gib allows';
      objects++;
      bytes += more;
      onChange({ objects, bytes });
      return undefined;
    },
    takeBytes: (more) => {
      bytes += more;
      onChange({ objects, bytes });
      return bytes > maxBytes ? 'as many bytes were read as --max-gib allows' : undefined;
    },
  };
}
