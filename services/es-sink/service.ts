import { defineSink } from '../../shared/deploy/manifest.ts';
import { judgeSearchAccess } from '../../shared/deploy/search-access.ts';
import { alarmResource } from '../../shared/deploy/template/alarms.ts';
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
  // GET: the names of indices, and the settings of one when an id is taken.
  grants: (topology, fn) => [...callSearch(['Get', 'Post'], fn), ...readSecrets(topology, fn)],
  resources: newIndicesAlarm,
});

/** Someone sends types without end: each would be an index, until the engine takes no more. */
function newIndicesAlarm(topology: Topology): Resources {
  const { stage, functions } = topology;
  if (!functions.some(({ service }) => service === 'es-sink')) return {};
  return Object.fromEntries([
    alarmResource(topology, 'es-sink', 'new-indices', {
      namespace: 'Baikonur',
      dimensions: { service: 'es-sink', stage },
      description: 'es-sink was to make more new indices than its caps allow; their logs are dead letters',
      metric: 'NewIndicesRefused',
      statistic: 'Sum',
      above: 0,
    }),
  ]);
}
