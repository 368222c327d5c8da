import { defineSink } from '../../shared/deploy/manifest.ts';
import { judgeSearchAccess } from '../../shared/deploy/search-access.ts';
import { alarmResource } from '../../shared/deploy/template/alarm-resource.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { callSearch, readSecrets } from '../../shared/deploy/template/statements.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** es-sink: it owns nothing, the engine is there already. */
export const esSink = defineSink({
  name: 'es-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  judge: judgeSearchAccess,
  // GET: the ingest pipelines of an index, when an id is taken.
  grants: (topology, fn) => [...callSearch(['Get', 'Post'], fn), ...readSecrets(topology, fn)],
  resources: refusedUnknownAlarm,
});

/** The engine refused a log with an error that is in no table of es-sink: it may be the log's fault or not. */
function refusedUnknownAlarm(topology: Topology): Resources {
  const watched = topology.functions.filter(({ service }) => service === 'es-sink');
  return Object.fromEntries(
    watched.map(({ service, series: { dimensions } }) =>
      alarmResource(topology, service, 'refused-unknown', {
        description: `${service} made dead letters of logs for an error of the engine that it does not know`,
        namespace: 'Baikonur',
        metric: 'LogsRefusedUnknown',
        dimensions,
        statistic: 'Sum',
        above: 0,
      }),
    ),
  );
}
