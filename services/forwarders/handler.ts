import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createPutRecordBatch } from '../../shared/aws/put-record-batch.ts';
import { createPutRecords } from '../../shared/aws/put-records.ts';
import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { parseConfig } from './config.ts';
import { createTarget } from './target.ts';

const { env } = process;
const config = parseConfig(env);
const s3 = new S3Client(createS3ClientOptions(env));
const dynamodb = new DynamoDBClient(createClientOptions(env, 'DYNAMODB'));
const putRecords = createPutRecords(new KinesisClient(createClientOptions(env, 'KINESIS')));
const putRecordBatch = createPutRecordBatch(new FirehoseClient(createClientOptions(env, 'FIREHOSE')));
const target = createTarget(config, { putRecords, putRecordBatch, random: Math.random });
const retries = createRetryOptions(config.maxTries, env);

/** Forwards the logs of a Kinesis batch to one subscriber. */
export const forward = createLogPipeline({
  settings: config.common,
  deliver: withRetries((logs, context) => putToTarget(target, logs, context), retries),
  retries,
  ports: createPipelinePorts({ s3, dynamodb, progressTable: config.common.progressTable }),
  observe: createTelemetry(config.common),
});
