import type { ScheduledService, Texts } from '../../shared/deploy/manifest.ts';
import { judgeSearchAccess } from '../../shared/deploy/search-access.ts';
import { alarmResource } from '../../shared/deploy/template/alarm-resource.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { notRunningResources } from '../../shared/deploy/template/schedule-alarm.ts';
import { callSearch, readSecrets } from '../../shared/deploy/template/statements.ts';
import { FILES } from '../../shared/deploy/topology/sections.ts';
import type { Cleaner, Topology } from '../../shared/deploy/topology/topology.ts';
import { DEFAULT_AGE_DAYS } from '../../shared/search/search-settings.ts';
import type { ConfigProblem } from '../../shared/settings/env-reader.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** es-sink's function, whose indices es-cleaner deletes. */
const ES_SINK = 'es-sink-sink';
/** The same engine, the same indices. */
const INHERITED = [
  'ES_HOST',
  'ES_AUTH',
  'ES_BASIC_SECRET',
  'ES_TLS_CA',
  'ES_DOMAIN',
  // It refuses collections itself.
  'ES_SERVICE',
  'ES_TIMEOUT_MS',
  'INDEX_NAME_PREFIX',
];

/** es-cleaner: one function, where `config/sinks.yml` has a cleaner. */
export const esCleaner: ScheduledService = {
  name: 'es-cleaner',
  trigger: 'schedule',
  handler: 'clean',
  variables: VARIABLES,
  parseConfig,
  judge: (environment, environmentOf) => [
    ...judgeSearchAccess(environment),
    ...judgeAges(environment, environmentOf(ES_SINK)),
  ],
  request: ({ sinks: { cleaner } }) => cleaner && { ...cleaner, file: FILES.sinks, path: ['cleaner'] },
  inherited: { from: ES_SINK, variables: INHERITED },
  grants: (topology, fn) => [...callSearch(['Get', 'Delete'], fn), ...readSecrets(topology, fn)],
  resources: alarms,
};

/** Its runs fail, or leave indices that should have been deleted, so that indices pile up. */
function alarms(topology: Topology, { id, name, service, schedule }: Cleaner): Resources {
  const watched = [
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
  ];
  return { ...Object.fromEntries(watched), ...notRunningResources(topology, { id, name, schedule }) };
}

/** Indices whose names have no date, and logs that are older than the indices that are kept. */
function judgeAges(cleaner: Texts, sink: Texts | undefined): readonly ConfigProblem[] {
  if (sink === undefined) return [];
  const sentences = [explainInterval(sink), explainAges(sink, cleaner)];
  return sentences.flatMap((sentence) => (sentence === undefined ? [] : [{ variables: [], sentence }]));
}

function explainInterval({ INDEX_INTERVAL: interval }: Texts): string | undefined {
  return interval === 'none'
    ? 'INDEX_INTERVAL none gives index names no date: of a type that ends like one (app-202001) all logs would be deleted'
    : undefined;
}

function explainAges(sink: Texts, cleaner: Texts): string | undefined {
  const ages = [...(cleaner['RETENTION'] ?? '').matchAll(/=(\d+)/g)].map(([, days]) => Number(days));
  const kept = Math.min(Number(cleaner['MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS), ...ages);
  const accepted = Number(sink['LOG_MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS);
  // What is no number was told as such.
  if (!(accepted > kept)) return undefined;
  return `es-sink takes logs of up to ${accepted} days (LOG_MAX_AGE_DAYS), but indices of ${kept} days are deleted: such a log would make its index again each day`;
}
