/** One record of a shard. */
export interface StreamRecord {
  /** Decimal text, without leading zeros or all of one length; compare with {@link compareSequenceNumbers}. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Epoch milliseconds. */
  readonly arrivedAtMs: number;
  readonly data: Buffer;
}

/** Order of two sequence numbers: negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compareSequenceNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
