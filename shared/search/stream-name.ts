/** `.ds-<stream>-000001`, or `.ds-<stream>-2026.11.22-000001`. */
const BACKING_INDEX = /^\.ds-(.+?)(-\d{4}\.\d{2}\.\d{2})?-\d{6,}$/;

/** Bytes that an engine adds to a data stream's name to name its backing indices. */
export const BACKING_BYTES = '.ds--2026.11.22-000001'.length;

/** The data stream of a backing index, by its name; `undefined` for other indices. */
export function streamOfBackingIndex(index: string): string | undefined {
  return streamsOfBackingIndex(index)[0];
}

/** The data streams to which a backing index may belong: a date in its name may also be the end of the stream's own name. */
export function streamsOfBackingIndex(index: string): readonly string[] {
  const [, stream, date] = BACKING_INDEX.exec(index) ?? [];
  if (stream === undefined) return [];
  return date === undefined ? [stream] : [stream, `${stream}${date}`];
}
