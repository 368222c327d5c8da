import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createPutRecordBatch } from '../../shared/aws/put-record-batch.ts';
import { createPutRecords } from '../../shared/aws/put-records.ts';
import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { parseConfig } from './config.ts';
import { createRouteDeliver } from './deliver.ts';
import { compileRoutes } from './routes.ts';
import { createTargets } from './targets.ts';

const { env } = process;
const { common, routes, partitionKey, maxTries } = parseConfig(env);
const s3 = new S3Client(createS3ClientOptions(env));
const dynamodb = new DynamoDBClient(createClientOptions(env, 'DYNAMODB'));
const targets = createTargets(routes, {
  putRecords: createPutRecords(new KinesisClient(createClientOptions(env, 'KINESIS'))),
  putRecordBatch: createPutRecordBatch(new FirehoseClient(createClientOptions(env, 'FIREHOSE'))),
  partitionKey: createPartitionKey(partitionKey, Math.random),
});
const retries = createRetryOptions(maxTries, env);

/** Sends each log of a Kinesis batch to the targets of the routes that take it. */
export const route = createLogPipeline({
  settings: common,
  deliver: withRetries(createRouteDeliver(targets), retries),
  retries,
  ports: createPipelinePorts({ s3, dynamodb, progressTable: common.progressTable }),
  observe: createTelemetry(common),
  ...compileRoutes(routes, common.whitelist),
});
