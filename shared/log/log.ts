import type { Entry } from './entry.ts';
import type { Reject } from './reject.ts';

/** Values read from an entry's JSON, not yet validated. `undefined` where the field is absent. */
export interface Fields {
  readonly logType: unknown;
  readonly logId: unknown;
  readonly time: unknown;
  /** Values at the extra JSON paths that the service asked for, in the order asked (routes with `where`). */
  readonly picked?: readonly unknown[];
}

/** An entry that is a valid log. `data` is what gets delivered; the rest is what the pipeline knows about it. */
export interface Log extends Entry {
  readonly logType: string;
  readonly logId: string;
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  /** Values at the paths that were asked for, in their order; `undefined` where a path leads to nothing. */
  readonly picked?: readonly unknown[] | undefined;
}

/** Result of decoding one entry. */
export type Decoded =
  | {
      readonly status: 'decoded';
      readonly entry: Entry;
      readonly fields: Fields;
      /** The record as it came, where the entry is the whole of what was compressed. */
      readonly raw?: Buffer | undefined;
    }
  | { readonly status: 'rejected'; readonly entry: Entry; readonly reject: Reject };

/** Result of validating one entry; a rejected one keeps what is known of it. */
export type Validated =
  | { readonly status: 'valid'; readonly log: Log }
  | {
      readonly status: 'rejected';
      readonly entry: Entry;
      readonly reject: Reject;
      readonly logType?: string;
      readonly logId?: string;
      /** The raw value of the time field as JSON text, where there is one. */
      readonly time?: string;
    };

/** Result of decoding a batch, apart from its entries. */
export interface DecodedSummary {
  /** CloudWatch `CONTROL_MESSAGE` records: they carry no log and are counted apart. */
  readonly controlMessages: number;
  /** Bytes of the records before decompression. */
  readonly bytesIn: number;
  /**
   * Sequence number of the first record that was not decoded, because the invocation's memory or time for decoding was
   * used up: the shard goes on there, and no attempt is counted.
   */
  readonly cutAt?: string;
}

/** A decoded batch, in the order of the stream. */
export interface DecodedBatch extends DecodedSummary {
  readonly entries: readonly Decoded[];
}
