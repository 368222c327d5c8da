import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline, type LogPipelineOptions } from '../../shared/pipeline/log-pipeline.ts';
import { createMemoryProgressTable } from '../../shared/pipeline/testing/memory-ports.ts';
import type { CommonSettings } from '../../shared/settings/common-settings.ts';
import type { Run } from './work.ts';

/** The variables that every service must have. */
export const REQUIRED_ENV = {
  FAILED_LOG_S3_BUCKET: 'failed',
  PROGRESS_TABLE: 'progress',
  STAGE: 'bench',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '1024',
  RECORD_FORMAT: process.env['RECORD_FORMAT'] ?? 'json',
};

type Service = Pick<LogPipelineOptions, 'deliver' | 'selectTargets' | 'pickPaths' | 'recall'>;

const TIMEOUT_MS = 60_000;
const MAX_TRIES = 4;

/**
 * A service as it is deployed, with its retries and its telemetry; only the world's answers are stubs, which come at
 * once: the progress table is in memory, the dead-letter bucket takes every object.
 */
export function createPipelineRun(settings: CommonSettings, service: Service): Run {
  const handler = createLogPipeline({
    settings,
    ...service,
    maxTries: MAX_TRIES,
    ports: {
      putObject: async () => undefined,
      getObject: async () => undefined,
      progress: createMemoryProgressTable(),
    },
    observe: createTelemetry(settings),
    strict: true,
  });
  return async (event) => {
    // The fields that the event lacks are not read.
    const { batchItemFailures } = await handler(event as unknown as KinesisStreamEvent, contextOf(settings));
    if (batchItemFailures.length > 0) throw new Error(`the service reported ${JSON.stringify(batchItemFailures)}`);
  };
}

/** The context of an invocation that begins now. */
function contextOf({ functionName }: CommonSettings): Context {
  const endsAtMs = Date.now() + TIMEOUT_MS;
  const getRemainingTimeInMillis = (): number => endsAtMs - Date.now();
  // The pipeline reads no more of it.
  return { functionName, awsRequestId: 'bench', getRemainingTimeInMillis } as Context;
}
