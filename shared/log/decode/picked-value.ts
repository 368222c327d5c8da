/** Characters of a text that a route compares with, at most. */
export const MAX_PICKED_LENGTH = 256;

/** Bytes of UTF-8 that surely hold one character more than a comparison looks at. */
export const MAX_PICKED_BYTES = 3 * (MAX_PICKED_LENGTH + 1);

/**
 * The part of a picked value that is kept with its log: twenty logs with a long one would fill the memory. Of a text as much
 * as tells it from every shorter one; of an object or array only that there is one.
 */
export function pickedValue(value: unknown): unknown {
  if (typeof value === 'string') return value.length <= MAX_PICKED_LENGTH ? value : headOf(value);
  return typeof value === 'object' ? null : value;
}

/** A copy: a slice would keep the whole text alive. */
function headOf(text: string): string {
  return Buffer.from(text.slice(0, MAX_PICKED_LENGTH + 1), 'utf16le').toString('utf16le');
}
