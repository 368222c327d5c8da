import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createRecordPorts } from '../../shared/aws/record-ports.ts';
import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { parseConfig } from './config.ts';
import { createTarget } from './target.ts';

const { env } = process;
const { common, maxTries, ...forwarding } = parseConfig(env);
const target = createTarget(forwarding, { ...createRecordPorts(env), random: Math.random });

/** Forwards the logs of a Kinesis batch to one subscriber. */
export const forward = createLogPipeline({
  settings: common,
  env,
  maxTries,
  deliver: (logs, context) => putToTarget(target, logs, context),
  ports: createPipelinePorts(env, common.progressTable),
  observe: createTelemetry(common),
});
