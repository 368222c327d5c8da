import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createGetObject } from '../../shared/aws/get-object.ts';
import { createProgressTable } from '../../shared/aws/progress-table.ts';
import { createPutObject } from '../../shared/aws/put-object.ts';
import { createReadSecret } from '../../shared/aws/read-secret.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { parseConfig } from './config.ts';
import { createCountUnconfirmed } from './count-unconfirmed.ts';
import { createDeliver } from './deliver.ts';
import { createForwardClient } from './forward/forward-client.ts';
import { keepSecrets } from './secrets.ts';

const settings = parseConfig(process.env);
const s3 = new S3Client(createS3ClientOptions(process.env));
const progress = new DynamoDBClient(createClientOptions(process.env, 'DYNAMODB'));
const readSecret = createReadSecret({
  secretsManager: () => new SecretsManagerClient(createClientOptions(process.env, 'SECRETS_MANAGER')),
  ssm: () => new SSMClient(createClientOptions(process.env, 'SSM')),
});
const send = createForwardClient(settings.forward, {
  secrets: keepSecrets(settings.secrets, readSecret),
  randomSalt: () => randomBytes(16).toString('hex'),
});
const deliver = createDeliver({
  chunks: settings.chunks,
  send,
  requireAck: settings.forward.requireAck,
  countUnconfirmed: createCountUnconfirmed(settings),
});

/** Lambda's entrance: a Kinesis event source with `ReportBatchItemFailures`. */
export const handler = createLogPipeline({
  settings,
  deliver: withRetries(deliver, {
    maxTries: settings.maxRetries + 1,
    baseMs: 100,
    capMs: 2_000,
    random: Math.random,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  }),
  ports: {
    putObject: createPutObject(s3),
    getObject: createGetObject(s3),
    progress: createProgressTable(progress, settings.progressTable),
  },
  observe: createTelemetry(settings),
});
