import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { TimestampOptions } from '../../../shared/log/timestamp/parse-time.ts';
import type { Observe } from '../../../shared/pipeline/batch-report.ts';
import type { Deliver } from '../../../shared/pipeline/outcome.ts';
import type { SelectTargets } from '../../../shared/pipeline/sort-logs.ts';
import type { LogOptions } from '../schema.ts';

/** Options of `createLogPipeline`. */
export interface LogPipelineOptions {
  /**
   * Delivers logs to one target, without retries, and answers one outcome for each, in order. What it throws counts as
   * `retryable`, scope `destination`, for all of them.
   */
  readonly deliver: Deliver;
  /** Where entries go that are no logs, and logs that were retried for too long. */
  readonly deadLetters: {
    readonly s3: S3Client;
    readonly bucket: string;
    /** Folder; default none. */
    readonly prefix?: string;
  };
  /**
   * Where it is kept what is delivered already of a batch that comes again, and how often a log was tried: a table with
   * the keys `lane` (S, hash) and `checkpoint` (S, range), and `expiresAt` as its time to live.
   */
  readonly progress: { readonly dynamodb: DynamoDBClient; readonly table: string };
  /** The schema; default: JSON objects with `log_type`, `log_id` and `time`. */
  readonly schema?: SchemaOptions;
  /** Type patterns (`NAME`, `PREFIX*`) of the logs that are delivered; default: all. Others are filtered. */
  readonly types?: readonly string[];
  /** Targets of a log, by name: `deliver` is called for each. Default: the one target `-`. */
  readonly selectTargets?: SelectTargets;
  /** Paths of values that `selectTargets` finds in `picked`. */
  readonly pick?: readonly string[];
  /** Calls of `deliver` in one invocation for a log that the destination rejects individually; default 3. */
  readonly maxTries?: number;
  /** Invocations in which the destination may reject a log individually; then it becomes a dead letter. Default 5. */
  readonly maxAttempts?: number;
  /** Hours for which a shard waits for an unavailable destination; default 36. */
  readonly holdHours?: number;
  /** Most bytes of one record after decompression; default 10 MiB, and at most a 32nd of the memory. */
  readonly maxRecordBytes?: number;
  /** Most bytes of one invocation after decompression; the rest comes again. Default a quarter of the memory, at 256 MB a tenth. */
  readonly maxBatchBytes?: number;
  /** Receives the report of each invocation; default: it is written to standard output as one line of JSON. */
  readonly observe?: Observe;
  /** Name in the keys of dead letters; default: the one Lambda gives. */
  readonly functionName?: string;
  /** Part of each dead letter; default `default`. With `local` a ledger that does not match throws. */
  readonly stage?: string;
}

/** The part of the schema that a pipeline has options for. */
interface SchemaOptions extends Omit<LogOptions, 'maxRecordBytes' | 'parseTime' | 'nowMs' | 'pick'> {
  /** How times are read; default: every format, UTC. */
  readonly timestamps?: Partial<Omit<TimestampOptions, 'onRule' | 'onUnknownZone'>>;
}
