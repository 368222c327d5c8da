import type { OutputLimits } from './output-limits.ts';

/**
 * Cuts records, given by their sizes, into calls, in order, each within the limits on count and bytes; a record that
 * is larger than a call's bytes is alone in its call.
 * @returns where each call ends: call `i` holds the records from `ends[i - 1] ?? 0` up to, not with, `ends[i]`.
 */
export function chunkRecords(
  sizes: readonly number[],
  limits: Pick<OutputLimits, 'maxRecords' | 'maxCallBytes'>,
): readonly number[] {
  const ends: number[] = [];
  let index = 0;
  let start = 0;
  let bytes = 0;
  for (const size of sizes) {
    if (index > start && (index - start >= limits.maxRecords || bytes + size > limits.maxCallBytes)) {
      ends.push(index);
      start = index;
      bytes = 0;
    }
    bytes += size;
    index++;
  }
  if (index > 0) ends.push(index);
  return ends;
}
