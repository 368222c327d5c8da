import type { Reject } from '../reject.ts';

/** A record of more entries than this is kept as one reject where they are too small for logs. */
export const MAX_SMALL_ENTRIES = 1000;
/** On average. Type, id and time alone take 40. */
const MIN_ENTRY_BYTES = 24;

/**
 * Why so many entries are no logs; `undefined`: they may be. Entries cost memory and time however small they are: a record
 * of them could hold a shard for as many invocations as a hundred records do.
 * @param bytes of all entries together.
 */
export function refuseSmallEntries(entries: number, bytes: number): Reject | undefined {
  if (!areSmall(entries, bytes)) return undefined;
  const error = `it splits into ${entries} entries of ${Math.floor(bytes / entries)} bytes on average: logs are larger`;
  return { code: 'too_large_decompressed', error };
}

function areSmall(entries: number, bytes: number): boolean {
  return entries > MAX_SMALL_ENTRIES && bytes < entries * MIN_ENTRY_BYTES;
}

/** Decides, line by line, whether the lines of a text are too small for logs. @param bytes of the next line */
export type WatchLine = (bytes: number) => Reject | undefined;

/**
 * Builds the watch over one text of lines. Lines are only counted ahead when those so far are small, and once: a text of
 * logs costs nothing, one of a million characters is refused after a thousand of them were read.
 * @param countAll counts all lines of the text, and their bytes.
 */
export function createLineWatch(countAll: () => { readonly lines: number; readonly bytes: number }): WatchLine {
  let lines = 0;
  let bytes = 0;
  let isCounted = false;
  return (ofLine) => {
    lines++;
    bytes += ofLine;
    if (isCounted || !areSmall(lines, bytes)) return undefined;
    isCounted = true;
    const all = countAll();
    return refuseSmallEntries(all.lines, all.bytes);
  };
}
