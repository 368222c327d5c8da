import middy from '@middy/core';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { createEachDecoder } from '../log/decode/decode-records.ts';
import { createValidator } from '../log/schema.ts';
import { createTimeParser } from '../log/timestamp/parse-time.ts';
import { compileTypePatterns } from '../log/type-pattern.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import type { Batch, SelectTargets } from './batch.ts';
import { createDeliverBatch } from './deliver-batch.ts';
import { keepLogsYoung } from './keep-logs-young.ts';
import { account, type Observe } from './middleware/account.ts';
import { readLogs } from './middleware/read-logs.ts';
import { recallProgress } from './middleware/recall-progress.ts';
import { reportFailures } from './middleware/report-failures.ts';
import { spillDeadLetters } from './middleware/spill-dead-letters.ts';
import { trackProgress } from './middleware/track-progress.ts';
import { type Deliver, ONLY_TARGET } from './outcome.ts';
import type { GetObject, ProgressTable, PutObject } from './ports.ts';
import { createProgressStore } from './progress/progress-store.ts';
import { createRetryOptions } from './retry/retry-options.ts';
import type { RetryOptions } from './retry/with-retries.ts';

/** What a service hands to the pipeline. */
export interface LogPipelineOptions {
  readonly settings: CommonSettings;
  /** The heart of the service. */
  readonly deliver: Deliver;
  readonly ports: { readonly putObject: PutObject; readonly getObject: GetObject; readonly progress: ProgressTable };
  readonly observe: Observe;
  /** Targets of a log; default: its only target where the whitelist takes its type. */
  readonly selectTargets?: SelectTargets;
  /** JSON paths whose values `selectTargets` wants to see in `Log.picked`. */
  readonly pickPaths?: readonly string[];
  /** `onFailure` for destinations that know a repeat when they see one; default `eager`. */
  readonly recall?: 'eager' | 'onFailure';
  /** Retries of dead letters inside the invocation; default: until the time runs out. */
  readonly retries?: RetryOptions;
  /** Epoch milliseconds; default: the system's clock. */
  readonly now?: () => number;
  /** A signal that aborts after so many milliseconds; default: `AbortSignal.timeout`. */
  readonly createSignal?: (ms: number) => AbortSignal;
  /** Whether an unbalanced ledger throws; default: at stage `local` only. */
  readonly strict?: boolean;
}

/** A Lambda handler of a Kinesis event source with `ReportBatchItemFailures`. */
export type StreamHandler = (event: KinesisStreamEvent, context: Context) => Promise<KinesisStreamBatchResponse>;

const HOUR_MS = 3_600_000;

/** Tries of a letter where nobody waits for the deadline. */
const LETTER_TRIES = 3;

/**
 * Builds a service's handler: one middy chain around its `deliver`. Read from the top down, a batch is opened,
 * its progress asked for, decoded, validated, filtered, recalled and delivered; read from the bottom up (middy runs
 * `after` hooks in reverse), letters are spilled, then the row is written, then the books are closed and the
 * checkpoint is reported.
 */
export function createLogPipeline(options: LogPipelineOptions): StreamHandler {
  const { settings, observe, ports, recall = 'eager', now = Date.now } = options;
  const createSignal = options.createSignal ?? ((ms: number) => AbortSignal.timeout(Math.floor(ms)));
  const { functionName, stage, deadLetterBucket: bucket, deadLetterPrefix: prefix } = settings;
  const retries = options.retries ?? createRetryOptions(LETTER_TRIES);
  const limits = { maxAttempts: settings.maxAttempts, holdMaxAgeMs: settings.holdMaxAgeHours * HOUR_MS };
  const place = { functionName, stage, prefix, unknownType: settings.schema.unknownType };
  const store = createProgressStore({
    table: ports.progress,
    putObject: ports.putObject,
    getObject: ports.getObject,
    bucket,
    prefix,
    rowLifetimeMs: 2 * limits.holdMaxAgeMs + 24 * HOUR_MS,
    now,
  });
  const stages = createStages(options);
  keepLogsYoung();

  // The pipeline keeps its own reserve of time; a timer of middy’s would only outlive a function that died.
  const chain = middy<Batch, unknown>({ timeoutEarlyInMillis: 0 })
    .use(reportFailures(now))
    .use(account(observe, now, options.strict ?? stage === 'local'))
    .use(trackProgress(store, recall))
    .use(spillDeadLetters({ putObject: ports.putObject, bucket, place, limits, retries, now, createSignal }))
    .use(readLogs(stages))
    .use(recallProgress(store, recall))
    .handler(createDeliverBatch({ deliver: options.deliver, now, createSignal }));

  // Outside, Lambda's event goes in and its response comes out; `reportFailures` converts both.
  return chain as unknown as StreamHandler;
}

function createStages({ settings, ...options }: LogPipelineOptions) {
  const { schema } = settings;
  const takesType = compileTypePatterns(settings.whitelist);
  const onlyTarget = [ONLY_TARGET];
  const parseTime = createTimeParser(schema.timestamps);
  const { fields, optionalFields } = schema;
  return {
    decode: createEachDecoder({ ...settings.decode, fields, optionalFields, pickPaths: options.pickPaths ?? [] }),
    validate: createValidator({ ...schema, parseTime }),
    selectTargets: options.selectTargets ?? (({ logType }) => (takesType(logType) ? onlyTarget : [])),
  };
}
