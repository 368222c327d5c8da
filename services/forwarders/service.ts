import type { StreamService } from '../../shared/deploy/manifest.ts';
import { writeTargets } from '../../shared/deploy/template/statements.ts';
import { FILES } from '../../shared/deploy/topology/sections.ts';
import type { Target } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** The forwarders: a function for each entry of `config/forwarders.yml`. */
export const forwarders: StreamService = {
  name: 'forwarders',
  trigger: 'stream',
  isSink: false,
  handler: 'forward',
  describe: ({ source, targets }) => `Forwards logs of ${source.key} to ${targets.map(({ name }) => name).join()}`,
  variables: VARIABLES,
  parseConfig,
  requests: ({ forwarders: { forwarders: entries } }) =>
    entries.map(({ name, target, partitionKey, ...entry }, index) => ({
      ...entry,
      key: name,
      targets: [target],
      computed: (_base, targets) =>
        Object.assign({}, ...targets.map((resolved) => targetVariables(resolved, partitionKey))),
      file: FILES.forwarders,
      path: ['forwarders', index],
    })),
  grants: writeTargets,
};

function targetVariables({ kind, name, maxRecordKib }: Target, partitionKey: string): Readonly<Record<string, string>> {
  return {
    ...(kind === 'kinesis'
      ? { TARGET_STREAM_NAME: name, PARTITION_KEY: partitionKey }
      : { TARGET_DELIVERY_STREAM_NAME: name }),
    ...(maxRecordKib === undefined ? {} : { TARGET_MAX_RECORD_KIB: String(maxRecordKib) }),
  };
}
