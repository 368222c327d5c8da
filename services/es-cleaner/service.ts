import type { ScheduledService } from '../../shared/deploy/manifest.ts';
import { alarmResource } from '../../shared/deploy/template/alarms.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { callSearch, readSecrets } from '../../shared/deploy/template/statements.ts';
import type { Cleaner, Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig } from './config.ts';

/** es-cleaner: one function, where `config/sinks.yml` has a cleaner. */
export const esCleaner: ScheduledService = {
  name: 'es-cleaner',
  trigger: 'schedule',
  handler: 'clean',
  parseConfig,
  grants: (topology, fn) => [...callSearch(['Get', 'Delete'], fn), ...readSecrets(topology, fn)],
  resources: alarms,
};

/** Its runs fail, or leave indices that should have been deleted, so that indices pile up. */
function alarms(topology: Topology, { id, name, service }: Cleaner): Resources {
  return Object.fromEntries([
    alarmResource(topology, id, 'errors', {
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: name },
      description: `${name} fails: no index is deleted`,
      metric: 'Errors',
      statistic: 'Sum',
      above: 0,
    }),
    alarmResource(topology, id, 'indices-left', {
      namespace: 'Baikonur',
      dimensions: { service, stage: topology.stage },
      description: `${name} left indices that are past their age: a cap was exceeded, or the engine refused`,
      metric: 'IndicesLeft',
      statistic: 'Maximum',
      above: 0,
    }),
  ]);
}
