import type { FilterPattern } from './filter-pattern.ts';

/** No limit: what Lambda writes as `-1`. */
export const INFINITE = -1;

/**
 * Most bytes of one synchronous invocation's event, base64 and metadata included.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html ("Invocation payload: 6 MB")
 */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/**
 * One event source mapping of a Kinesis stream, as far as it decides what happens to a record.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html (defaults and limits)
 */
export interface MappingSettings {
  /** 1 to 10,000 records. */
  readonly batchSize: number;
  /** See {@link MAX_EVENT_BYTES}; an argument so that tests can make it small. */
  readonly maxEventBytes: number;
  /** Batching window in milliseconds, 0 to 300,000. */
  readonly windowMs: number;
  /** Concurrent batches (parallel workers) a shard, 1 to 10. */
  readonly parallelizationFactor: number;
  /** Retries after the first invocation, or {@link INFINITE}. */
  readonly maximumRetryAttempts: number;
  /** Milliseconds since arrival after which a record is not invoked any more, or {@link INFINITE}. */
  readonly maximumRecordAgeMs: number;
  readonly bisectOnFunctionError: boolean;
  /** `FunctionResponseTypes` holds `ReportBatchItemFailures`. */
  readonly reportBatchItemFailures: boolean;
  /** Whether there is an on-failure destination. Without one a failed batch is discarded, as Lambda does. */
  readonly hasOnFailure: boolean;
  /** A record passes when there is no filter, or when one of them matches. */
  readonly filters: readonly FilterPattern[];
  /** Milliseconds a record stays in the stream, or {@link INFINITE}: past it, a record that waits is gone. */
  readonly retentionMs: number;
  /** Pause before retry n: `baseMs * 2^n`, at most `capMs`. Lambda does not document its own. */
  readonly backoff: { readonly baseMs: number; readonly capMs: number };
}
