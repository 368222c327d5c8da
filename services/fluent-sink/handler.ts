import { randomBytes } from 'node:crypto';
import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createCounter, functionDimensions } from '../../shared/observability/metrics.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { parseConfig } from './config.ts';
import { createDeliver } from './deliver.ts';
import { createForwardClient } from './forward/forward-client.ts';
import { keepSecrets } from './secrets.ts';

const { env } = process;
const { common, chunks, forward, secrets, maxTries } = parseConfig(env);
const send = createForwardClient(forward, { secrets: keepSecrets(secrets, createSecretReader(env)), randomSalt });
const dimensions = functionDimensions(common);
const countUnconfirmed = createCounter('LogsUnconfirmed', dimensions);

/** Sends the logs of a Kinesis batch to the first Fluent receiver that acknowledges them. */
export const sink = createLogPipeline({
  settings: common,
  env,
  maxTries,
  deliver: createDeliver({ chunks, send, requireAck: forward.requireAck, countUnconfirmed }),
  ports: createPipelinePorts(env, common.progressTable),
  observe: createTelemetry(common),
});

function randomSalt(): string {
  return randomBytes(16).toString('hex');
}
