import { createPipelinePorts } from '../../shared/aws/pipeline-ports.ts';
import { createGetCredentials, createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import { createCounter, functionDimensions } from '../../shared/observability/metrics.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { connectSearch } from '../../shared/search/connect-search.ts';
import { createAdmitIndices } from './admit-indices.ts';
import { parseConfig } from './config.ts';
import { createInspectStreams } from './data-streams.ts';
import { createDeliver } from './deliver.ts';
import { TIMESTAMP_FIELD } from './stamp-document.ts';

const { env } = process;
const { common, search, maxTries, newIndexCaps: caps, isDataStream, ...indexing } = parseConfig(env);
const [getCredentials, readSecret] = [createGetCredentials(env), createSecretReader(env)];
const call = connectSearch(search, { region: common.region, getCredentials, readSecret });
const dimensions = functionDimensions(common);
const countUnknownRefusals = createCounter('LogsRefusedUnknown', dimensions);
const countRefusedIndices = createCounter('NewIndicesRefused', dimensions);
const admitIndices = createAdmitIndices({ call, naming: indexing.naming, caps, countRefusedIndices });
const streams = isDataStream ? { inspectStreams: createInspectStreams(call) } : {};

/** Indexes the logs of a Kinesis batch; a repeat is harmless, so the progress row is read after a failure only. */
export const sink = createLogPipeline({
  settings: common,
  env,
  maxTries,
  deliver: createDeliver({ ...indexing, call, countUnknownRefusals, admitIndices, ...streams }),
  ...(isDataStream ? { pickPaths: [TIMESTAMP_FIELD] } : {}),
  ports: createPipelinePorts(env, common.progressTable),
  observe: createTelemetry(common),
  recall: 'onFailure',
});
