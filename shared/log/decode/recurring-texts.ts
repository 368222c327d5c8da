/** Reads texts that recur from log to log, such as types and levels: each is made once, and is one string for all logs. */
export type ReadRecurring = (data: Buffer, start: number, end: number) => string;

/** Longer texts are made anew. */
const MAX_BYTES = 24;
/** A power of two. */
const PLACES = 256;
const MULTIPLIER = 31;

/**
 * Builds the reader. To compare a few bytes takes less time than to make a string, and a string that is known has its hash
 * already where it is looked up. Each text has one place, which the last text of that place keeps.
 */
export function createRecurringTexts(): ReadRecurring {
  const texts = new Array<string>(PLACES).fill('');
  const lengths = new Uint8Array(PLACES);
  const bytes = new Uint8Array(PLACES * MAX_BYTES);
  const isKnown = (data: Buffer, start: number, place: number): boolean => {
    const from = place * MAX_BYTES;
    const length = lengths[place] as number; // one for each place
    for (let at = 0; at < length; at++) if (data[start + at] !== bytes[from + at]) return false;
    return true;
  };
  const keep = (data: Buffer, start: number, end: number, place: number): string => {
    const text = data.toString('utf8', start, end);
    bytes.set(data.subarray(start, end), place * MAX_BYTES);
    lengths[place] = end - start;
    texts[place] = text;
    return text;
  };
  return (data, start, end) => {
    const length = end - start;
    if (length > MAX_BYTES) return data.toString('utf8', start, end);
    if (length === 0) return '';
    const first = data[start] as number; // below the length
    const last = data[end - 1] as number; // as above
    const place = ((first * MULTIPLIER + last) * MULTIPLIER + length) & (PLACES - 1);
    return lengths[place] === length && isKnown(data, start, place)
      ? (texts[place] as string) // one for each place
      : keep(data, start, end, place);
  };
}
