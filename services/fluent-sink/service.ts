import { defineSink } from '../../shared/deploy/manifest.ts';
import { alarmResource } from '../../shared/deploy/template/alarm-resource.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { readSecrets } from '../../shared/deploy/template/statements.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { createFluentJudge } from './judge-logs.ts';

/** fluent-sink: it owns nothing, the receiver is there already. */
export const fluentSink = defineSink({
  name: 'fluent-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  createLogJudge: createFluentJudge,
  grants: readSecrets,
  resources: unconfirmedAlarm,
});

/**
 * Logs were sent without an acknowledgement. Where `config/` asks for that, each log would raise the alarm: then there is none,
 * and the metric is only counted. Else the function's variables were changed by hand.
 */
function unconfirmedAlarm(topology: Topology): Resources {
  const watched = topology.functions.filter(
    ({ service, environment }) => service === 'fluent-sink' && environment['FLUENT_REQUIRE_ACK'] !== 'false',
  );
  return Object.fromEntries(
    watched.map(({ service, series: { dimensions } }) =>
      alarmResource(topology, service, 'unconfirmed', {
        description: `${service} sends logs that no receiver acknowledges`,
        namespace: 'Baikonur',
        metric: 'LogsUnconfirmed',
        dimensions,
        statistic: 'Sum',
        above: 0,
      }),
    ),
  );
}
