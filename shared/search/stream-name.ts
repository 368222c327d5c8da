/** `.ds-<stream>-000001`, or `.ds-<stream>-2026.11.22-000001`. */
const BACKING_INDEX = /^\.ds-(.+?)(?:-\d{4}\.\d{2}\.\d{2})?-\d{6,}$/;

/** Bytes that an engine adds to a data stream's name to name its backing indices. */
export const BACKING_BYTES = '.ds--2026.11.22-000001'.length;

/** The data stream of a backing index, by its name; `undefined` for other indices. */
export function streamOfBackingIndex(index: string): string | undefined {
  return BACKING_INDEX.exec(index)?.[1];
}
