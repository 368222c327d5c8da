import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { parseConfig } from './config.ts';
import { createObjectDeliver } from './deliver.ts';

const { env } = process;
const { common, objects, maxTries } = parseConfig(env);
const ports = createPipelinePorts(env, common.progressTable);

/** Writes the logs of a Kinesis batch to S3. */
export const sink = createLogPipeline({
  settings: common,
  env,
  maxTries,
  deliver: createObjectDeliver(ports.putObject, objects),
  ports,
  observe: createTelemetry(common),
});
