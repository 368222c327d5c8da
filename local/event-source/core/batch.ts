import type { StreamRecord } from './stream-record.ts';

/** A record that waits, with the bytes it will take in an event. */
export interface SizedRecord {
  readonly record: StreamRecord;
  readonly bytes: number;
}

/** Records that are invoked together. A batch is never merged with another one again. */
export interface Batch {
  readonly records: readonly SizedRecord[];
  /** Retries that count against `maximumRetryAttempts`. */
  readonly retries: number;
  /** All invocations so far, for `approximateInvokeCount`. */
  readonly invocations: number;
}
