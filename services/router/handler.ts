import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createRecordPorts } from '../../shared/aws/record-ports.ts';
import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { parseConfig } from './config.ts';
import { createRouteDeliver } from './deliver.ts';
import { compileRoutes } from './routes.ts';
import { createTargets } from './targets.ts';

const { env } = process;
const { common, routes, partitionKey, maxTries } = parseConfig(env);
const recordPorts = { ...createRecordPorts(env), partitionKey: createPartitionKey(partitionKey, Math.random) };

/** Sends each log of a Kinesis batch to the targets of the routes that take it. */
export const route = createLogPipeline({
  settings: common,
  env,
  maxTries,
  deliver: createRouteDeliver(createTargets(routes, recordPorts)),
  ports: createPipelinePorts(env, common.progressTable),
  observe: createTelemetry(common),
  ...compileRoutes(routes, common.whitelist),
});
