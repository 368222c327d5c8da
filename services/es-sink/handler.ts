import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from '../../shared/aws/client-options.ts';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { connectSearch } from '../../shared/search/connect-search.ts';
import { parseConfig } from './config.ts';
import { createCountUnknownRefusals } from './count-unknown-refusals.ts';
import { createDeliver } from './deliver.ts';

const { common, search, maxTries, ...indexing } = parseConfig(process.env);
const s3 = new S3Client(createS3ClientOptions(process.env));
const dynamodb = new DynamoDBClient(createClientOptions(process.env, 'DYNAMODB'));
const readSecret = createSecretReader(process.env);
const call = connectSearch(search, { region: common.region, getCredentials, readSecret });
const deliver = createDeliver({ ...indexing, call, countUnknownRefusals: createCountUnknownRefusals(common) });

/** Indexes the logs of a Kinesis batch; a repeat is harmless, so the progress row is read after a failure only. */
export const sink = createLogPipeline({
  settings: common,
  deliver: withRetries(deliver, createRetryOptions(maxTries, process.env)),
  ports: createPipelinePorts({ s3, dynamodb, progressTable: common.progressTable }),
  observe: createTelemetry(common),
  recall: 'onFailure',
});

function getCredentials() {
  return s3.config.credentials();
}
