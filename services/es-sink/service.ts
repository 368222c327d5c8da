import { defineSink } from '../../shared/deploy/manifest.ts';
import { judgeSearchAccess } from '../../shared/deploy/search-access.ts';
import { alarmResource } from '../../shared/deploy/template/alarm-resource.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { callSearch, readSecrets } from '../../shared/deploy/template/statements.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { createEsJudge } from './judge-logs.ts';

/** es-sink: it owns an alarm only, the engine is there already. */
export const esSink = defineSink({
  name: 'es-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  createLogJudge: createEsJudge,
  judge: judgeSearchAccess,
  // GET: the names of indices, and the settings of one when an id is taken. PUT: to make a data stream.
  grants: (topology, fn) => [
    ...callSearch(fn.environment['ES_TARGET'] === 'data_stream' ? ['Get', 'Post', 'Put'] : ['Get', 'Post'], fn),
    ...readSecrets(topology, fn),
  ],
  resources: alarms,
});

function alarms(topology: Topology): Resources {
  const watched = topology.functions.filter(({ service }) => service === 'es-sink');
  return Object.fromEntries(
    watched.flatMap(({ service, series: { dimensions } }) => {
      const counted = { namespace: 'Baikonur', dimensions, statistic: 'Sum', above: 0 } as const;
      return [
        // Someone sends types without end: each would be an index, until the engine takes no more.
        alarmResource(topology, service, 'new-indices', {
          ...counted,
          description: 'es-sink was to make more new indices than its caps allow; their logs are dead letters',
          metric: 'NewIndicesRefused',
        }),
        // It may be the log's fault or not.
        alarmResource(topology, service, 'refused-unknown', {
          ...counted,
          description: `${service} made dead letters of logs for an error of the engine that it does not know`,
          metric: 'LogsRefusedUnknown',
        }),
      ];
    }),
  );
}
