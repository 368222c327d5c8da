import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { parseConfig } from './config.ts';
import { createObjectDeliver } from './deliver.ts';

const { common, objects, maxTries } = parseConfig(process.env);
const s3 = new S3Client(createS3ClientOptions(process.env));
const dynamodb = new DynamoDBClient(createClientOptions(process.env, 'DYNAMODB'));
const ports = createPipelinePorts({ s3, dynamodb, progressTable: common.progressTable });
const retries = createRetryOptions(maxTries, process.env);

/** Writes the logs of a Kinesis batch to S3. */
export const sink = createLogPipeline({
  settings: common,
  deliver: withRetries(createObjectDeliver(ports.putObject, objects), retries),
  retries,
  ports,
  observe: createTelemetry(common),
});
