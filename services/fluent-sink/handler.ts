import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { parseConfig } from './config.ts';
import { createCountUnconfirmed } from './count-unconfirmed.ts';
import { createDeliver } from './deliver.ts';
import { createForwardClient } from './forward/forward-client.ts';
import { keepSecrets } from './secrets.ts';

const { common, chunks, forward, secrets, maxTries } = parseConfig(process.env);
const s3 = new S3Client(createS3ClientOptions(process.env));
const dynamodb = new DynamoDBClient(createClientOptions(process.env, 'DYNAMODB'));
const readSecret = createSecretReader(process.env);
const send = createForwardClient(forward, {
  secrets: keepSecrets(secrets, readSecret),
  randomSalt: () => randomBytes(16).toString('hex'),
});
const { requireAck } = forward;
const deliver = createDeliver({ chunks, send, requireAck, countUnconfirmed: createCountUnconfirmed(common) });

/** Sends the logs of a Kinesis batch to the first Fluent receiver that acknowledges them. */
export const sink = createLogPipeline({
  settings: common,
  deliver: withRetries(deliver, createRetryOptions(maxTries, process.env)),
  ports: createPipelinePorts({ s3, dynamodb, progressTable: common.progressTable }),
  observe: createTelemetry(common),
});
