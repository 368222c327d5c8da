import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { createGetObject } from '../../shared/aws/get-object.ts';
import { createProgressTable } from '../../shared/aws/progress-table.ts';
import { createPutObject } from '../../shared/aws/put-object.ts';
import type { Observe } from '../../shared/pipeline/batch-report.ts';
import { createLogPipeline as createSourcePipeline } from '../../shared/pipeline/log-pipeline.ts';
import type { KinesisEventLike } from './decode/kinesis-event-like.ts';
import type { LogPipelineOptions } from './pipeline/options.ts';
import { settingsOf } from './pipeline/settings.ts';

export type { Log } from '../../shared/log/log.ts';
export type { BatchReport, Observe } from '../../shared/pipeline/batch-report.ts';
export type { Deliver, DeliverContext, Outcome, RetryScope } from '../../shared/pipeline/outcome.ts';
export { ALREADY_DELIVERED, DELIVERED, rejected, retryable } from '../../shared/pipeline/outcome.ts';
export type { KinesisEventLike, KinesisRecordLike } from './decode/kinesis-event-like.ts';
export type { LogPipelineOptions } from './pipeline/options.ts';

/** The part that is read of Lambda's context. */
export interface LambdaContext {
  readonly functionName: string;
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** Lambda's response of a stream's function: the lowest number is where the shard goes on. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A Lambda handler of a Kinesis event source with `ReportBatchItemFailures`. */
export type StreamHandler = (event: KinesisEventLike, context: LambdaContext) => Promise<BatchResponse>;

const DEFAULT_TRIES = 3;

/**
 * Builds the handler of a Lambda function of your own: a middy chain that decodes a batch, validates its logs, delivers them,
 * counts retries, saves dead letters to S3 and keeps what is settled, so that a retry delivers nothing twice. Every entry
 * ends in exactly one outcome.
 *
 * The event source mapping needs `FunctionResponseTypes: [ReportBatchItemFailures]`.
 * @throws {TypeError} when an option is wrong.
 */
export function createLogPipeline(options: LogPipelineOptions): StreamHandler {
  const { deadLetters, progress, selectTargets, deliver, maxTries = DEFAULT_TRIES, observe = writeReport } = options;
  const { env } = process;
  const handler = createSourcePipeline({
    settings: settingsOf(options, env),
    deliver,
    maxTries,
    observe,
    env,
    ports: {
      putObject: createPutObject(deadLetters.s3),
      getObject: createGetObject(deadLetters.s3),
      progress: createProgressTable(progress.dynamodb, progress.table),
    },
    ...(selectTargets !== undefined && { selectTargets }),
    ...(options.pick !== undefined && { pickPaths: options.pick }),
  });
  // The chain reads no more of them than their types here have.
  return (event, context) => handler(event as KinesisStreamEvent, context as Context);
}

const writeReport: Observe = (report) => {
  process.stdout.write(`${JSON.stringify({ message: 'batch settled', ...report })}\n`);
};
