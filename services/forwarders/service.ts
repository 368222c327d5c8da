import type { StreamService } from '../../shared/deploy/manifest.ts';
import { writeTargets } from '../../shared/deploy/template/statements.ts';
import { streamFunction } from '../../shared/deploy/template/stream-function.ts';
import type { StreamFunctionValues } from '../../shared/deploy/template/values.ts';
import { FILES } from '../../shared/deploy/topology/sections.ts';
import type { Target, Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { createForwarderJudge } from './judge-logs.ts';

/** The forwarders: a function for each entry of `config/forwarders.yml`. */
export const forwarders: StreamService = {
  name: 'forwarders',
  trigger: 'stream',
  isSink: false,
  handler: 'forward',
  alarmsByFunction: true,
  variables: VARIABLES,
  parseConfig,
  createLogJudge: createForwarderJudge,
  requests: ({ forwarders: { forwarders: entries } }) =>
    entries.map(({ name, target, partitionKey, aggregate, ...entry }, index) => ({
      ...entry,
      key: name,
      targets: [target],
      computed: (_base, targets) =>
        Object.assign({}, ...targets.map((resolved) => targetVariables(resolved, partitionKey, aggregate))),
      file: FILES.forwarders,
      path: ['forwarders', index],
    })),
  grants: writeTargets,
  values: (topology, functions) => ({ functions: listFunctions(topology, functions) }),
};

function listFunctions(topology: Topology, functions: Readonly<Record<string, StreamFunctionValues>>) {
  return Object.fromEntries(
    Object.entries(functions).map(([key, values]) => {
      const targets = topology.functions.find(({ name }) => name === values.name)?.targets ?? [];
      const description = `Forwards logs of ${values.source} to ${targets.map(({ name }) => name).join()}`;
      return [key, streamFunction(values, 'handler.forward', description)];
    }),
  );
}

function targetVariables(
  { kind, name, maxRecordSizeKiB, shards }: Target,
  partitionKey: string,
  aggregate: boolean,
): Readonly<Record<string, string>> {
  return {
    ...(kind === 'kinesis'
      ? { TARGET_STREAM_NAME: name, PARTITION_KEY: partitionKey }
      : { TARGET_DELIVERY_STREAM_NAME: name }),
    ...(maxRecordSizeKiB === undefined ? {} : { TARGET_MAX_RECORD_KIB: String(maxRecordSizeKiB) }),
    ...(aggregate ? { AGGREGATE: 'true' } : {}),
    ...(aggregate && shards !== undefined ? { TARGET_SHARDS: String(shards) } : {}),
  };
}
