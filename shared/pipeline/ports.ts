/*
 * The pipeline's ports, as function types. `shared/aws` implements them on AWS; tests and the fault oracle simulate them.
 */

/** Writes one object; resolves once the store has confirmed it. Rejects with a `PortError`. */
export type PutObject = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly signal?: AbortSignal;
}) => Promise<void>;

/** Reads one object whole; `undefined` where there is none. */
export type GetObject = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly signal?: AbortSignal;
}) => Promise<Buffer | undefined>;

/** One record for PutRecords or PutRecordBatch. */
export interface OutputRecord {
  readonly data: Buffer;
  /** Absent for Firehose. */
  readonly partitionKey?: string;
}

/** The answer for one record of a call: taken, or refused with the service's own code. */
export type PutResult =
  | { readonly status: 'ok' }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

/** One PutRecords (or PutRecordBatch) call: results in the order of the records. Rejects with a `PortError` when the whole call failed. */
export type PutRecords = (call: {
  readonly target: string;
  readonly records: readonly OutputRecord[];
  readonly signal?: AbortSignal;
}) => Promise<readonly PutResult[]>;

/** A progress row as the table keeps it; its state is opaque to the table. */
export interface ProgressRow {
  /** `function#streamArn#shard`; attribute `lane` of the table. */
  readonly progressKey: string;
  /** Sequence number of the checkpoint, zero-padded to 60 digits. */
  readonly checkpoint: string;
  /** Highest sequence number in the row, zero-padded to 60 digits. */
  readonly last: string;
  /** Compressed state; see `shared/pipeline/progress/`. */
  readonly state: Buffer;
  /** Epoch seconds; checked on reading, since DynamoDB's own expiry lags. */
  readonly expiresAt: number;
}

/** The progress table. Every call rejects when the table cannot be reached within its time-out (1 s). */
export interface ProgressTable {
  /** Rows of the shard that touch `[first, last]` (padded sequence numbers), by one strongly consistent Query, paged to the end. */
  readonly query: (range: {
    readonly progressKey: string;
    readonly first: string;
    readonly last: string;
  }) => Promise<readonly ProgressRow[]>;
  readonly put: (row: ProgressRow) => Promise<void>;
  readonly remove: (key: { readonly progressKey: string; readonly checkpoint: string }) => Promise<void>;
}

/** A failed call, with what the pipeline must know to classify it. */
export class PortError extends Error {
  override readonly name = 'PortError';
  /** The service's own error name, e.g. `ProvisionedThroughputExceededException`, `TimeoutError`, `ECONNREFUSED`. */
  readonly code: string;
  /** HTTP status, where an answer came at all. */
  readonly httpStatus: number | undefined;

  constructor(
    message: string,
    options: { readonly code: string; readonly httpStatus?: number; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.httpStatus = options.httpStatus;
  }
}
