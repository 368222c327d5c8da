import { ACCOUNT_ID } from '../topology/account.ts';
import { type EdenSettings, edenSchema } from '../topology/schema/eden.ts';
import type { Topology } from '../topology/topology.ts';
import { alarmResource } from './alarm-resource.ts';
import { type Intrinsic, type Resources, sub } from './cloudformation.ts';
import { domainResources, keyLogicalId, keyResources, localKeyValue } from './eden-gateway.ts';
import { edenStatements, reaperStatements, wakingStatements } from './eden-statements.ts';
import { wakingResources } from './eden-waking.ts';
import { managedPolicyResources, splitStatements } from './role-policies.ts';
import { notRunningResources } from './schedule-alarm.ts';
import type { FunctionValues, OwnValues, ScheduledFunctionValues, Unused } from './values.ts';

/** Values of services/eden-api: two functions, and the usage plan of the API. */
interface EdenValues extends OwnValues {
  readonly functions: {
    readonly api: FunctionValues;
    readonly reaper: ScheduledFunctionValues;
    readonly waking: FunctionValues;
  };
  readonly more: {
    readonly table: string;
    /** `provider.apiGateway.usagePlan`. */
    readonly usagePlan: Readonly<Record<string, unknown>>;
  };
}

const SERVICE = 'eden-api';
/** The gateway ends a request after 29 s; a run may go on until here, and its lease 30 s longer. */
const API_TIMEOUT_SECONDS = 60;
const REAPER_TIMEOUT_SECONDS = 300;
/** A step of a wake is a few calls; its lease lasts 30 s longer. */
const WAKING_TIMEOUT_SECONDS = 30;

/** Values where a stage has no `eden`: all of it is left out. */
const NO_EDEN = edenSchema.parse({ keys: {}, allow: {} });
/** The two GETs that change something. */
const MUTATING_GETS = ['api/v1/create', 'api/v1/delete'];

/** The values of services/eden-api; all of it is unused where the stage has no `eden`. */
export function edenValues(topology: Topology): EdenValues {
  const { eden } = topology.settings;
  const used = eden ?? NO_EDEN;
  return {
    functions: functions(topology, used),
    more: { table: used.table.name, usagePlan: usagePlan(used) },
    resources: eden === undefined ? {} : { ...listedResources(topology, eden), ...policies(topology, eden) },
    // The local AWS takes the API's id from this tag, so that its URL can be written down.
    extensions:
      eden !== undefined && topology.stage === 'local'
        ? { ApiGatewayRestApi: { Properties: { Tags: [{ Key: 'ms-custom-id', Value: 'eden' }] } } }
        : {},
    bundled: eden === undefined ? {} : listVariables(eden),
    unused: eden === undefined ? { functions: ['*'], resources: ['*'], paths: [] } : unusedParts(eden),
  };
}

function functions(topology: Topology, eden: EdenSettings): EdenValues['functions'] {
  const values = (key: string) => ({
    name: topology.names.function(SERVICE, key),
    roleName: roleName(topology, key),
    memoryMb: eden.memoryMb,
    environment: environment(topology, eden),
  });
  return {
    api: {
      ...values('api'),
      timeoutSeconds: API_TIMEOUT_SECONDS,
      statements: splitStatements(edenStatements(topology, eden)).inline,
    },
    reaper: {
      ...values('reaper'),
      timeoutSeconds: REAPER_TIMEOUT_SECONDS,
      schedule: eden.reaper.schedule,
      statements: splitStatements(reaperStatements(topology, eden)).inline,
    },
    waking: {
      ...values('waking'),
      timeoutSeconds: WAKING_TIMEOUT_SECONDS,
      environment: wakingEnvironment(topology, eden),
      statements: splitStatements(wakingStatements(topology, eden)).inline,
    },
  };
}

/** The rest of the functions' rights, where `eden.allow` lists more than an inline policy holds. */
function policies(topology: Topology, eden: EdenSettings): Resources {
  const statements = {
    api: edenStatements(topology, eden),
    reaper: reaperStatements(topology, eden),
    ...(eden.sleep && { waking: wakingStatements(topology, eden) }),
  };
  return Object.assign(
    {},
    ...Object.entries(statements).map(([key, all]) =>
      managedPolicyResources({ key, roleName: roleName(topology, key) }, splitStatements(all).managed),
    ),
  );
}

function roleName({ names }: Topology, key: string): string {
  return names.role(`${SERVICE}-${key}`);
}

function usagePlan({ throttle, quota }: EdenSettings) {
  return {
    throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
    ...(quota === undefined ? {} : { quota: { limit: quota.requests, period: quota.per } }),
  };
}

function listedResources(topology: Topology, eden: EdenSettings): Resources {
  return {
    ...keyResources(eden, keyPrefix(topology), topology.stage),
    ...domainResources(eden, topology.stage),
    ...wakingResources(eden),
    ...alarms(topology, eden),
    ...notRunningResources(topology, {
      id: `${SERVICE}-reaper`,
      name: topology.names.function(SERVICE, 'reaper'),
      schedule: eden.reaper.schedule,
    }),
  };
}

function unusedParts({ table, getRoutes, sleep }: EdenSettings): Unused {
  return {
    functions: sleep ? [] : ['waking'],
    resources: table.create ? [] : ['EdenTable'],
    paths: getRoutes ? [] : MUTATING_GETS,
  };
}

function environment(topology: Topology, eden: EdenSettings): FunctionValues['environment'] {
  const { reaper, alarms, table } = eden;
  return {
    STAGE: topology.stage,
    EDEN_TABLE: table.name,
    EDEN_ACCOUNT: sub(topology.settings.accountId ?? ACCOUNT_ID),
    GET_ROUTES: String(eden.getRoutes),
    API_KEYS: keyAccess(topology, eden),
    KEYS_BY: topology.stage === 'local' ? 'value' : 'id',
    ALLOW_UNKEYED: String(topology.stage === 'local'),
    API_TIMEOUT_SECONDS: String(API_TIMEOUT_SECONDS),
    REAPER_ORPHANS: reaper.orphans,
    REAPER_MAX_DELETIONS: String(reaper.maxDeletions),
    REAPER_DRY_RUN: String(reaper.dryRun),
    REAPER_TIMEOUT_SECONDS: String(REAPER_TIMEOUT_SECONDS),
    REAPER_NOTICE_HOURS: String(reaper.noticeHours),
    SLEEP: String(eden.sleep),
    OLDER_THAN_DAYS: String(alarms.olderThanDays),
    POWERTOOLS_LOG_LEVEL: topology.settings.logLevel,
  };
}

/** No keys: it asks for none. */
function wakingEnvironment(topology: Topology, { table }: EdenSettings): FunctionValues['environment'] {
  return {
    STAGE: topology.stage,
    EDEN_TABLE: table.name,
    EDEN_ACCOUNT: sub(topology.settings.accountId ?? ACCOUNT_ID),
    WAKING_TIMEOUT_SECONDS: String(WAKING_TIMEOUT_SECONDS),
    POWERTOOLS_LOG_LEVEL: topology.settings.logLevel,
  };
}

/** Lists that grow with the number of environments: they are put into the bundle. */
function listVariables({ allow }: EdenSettings): Readonly<Record<string, string>> {
  return {
    PASSABLE_ROLES: [...new Set([...allow.taskRoleArns, ...allow.executionRoleArns, ...allow.volumeRoleArns])].join(
      ',',
    ),
    ALB_ARNS: allow.albArns.join(','),
    CLUSTERS: allow.clusters.join(','),
  };
}

/** Ids are known once the keys are made. The local AWS does not say which key a request came with: there by value. */
function keyAccess(topology: Topology, { keys }: EdenSettings): string | Intrinsic {
  const byKey = (keyOf: (name: string) => string): string =>
    JSON.stringify(
      Object.fromEntries(Object.entries(keys).map(([name, { profiles }]) => [keyOf(name), { name, profiles }])),
    );
  if (topology.stage === 'local') return byKey((name) => localKeyValue(keyPrefix(topology), name));
  return { 'Fn::Sub': byKey((name) => `\${${keyLogicalId(name)}}`) };
}

function keyPrefix({ project, stage }: Topology): string {
  return `${project}-${stage}-eden`;
}

function alarms(topology: Topology, eden: EdenSettings): Resources {
  const own = { namespace: 'Baikonur', dimensions: { service: SERVICE, stage: topology.stage } } as const;
  const failing = (key: string, what: string) =>
    alarmResource(topology, `${SERVICE}-${key}`, 'errors', {
      namespace: 'AWS/Lambda',
      dimensions: { FunctionName: topology.names.function(SERVICE, key) },
      description: what,
      metric: 'Errors',
      statistic: 'Sum',
      above: 0,
    });
  const { olderThanDays, albRulesPercent } = eden.alarms;
  const watch = (name: string, metric: string, description: string, above = 0) =>
    alarmResource(topology, SERVICE, name, { ...own, description, metric, statistic: 'Maximum', above });
  return Object.fromEntries([
    failing('api', 'eden’s API fails'),
    failing('reaper', 'eden’s reaper fails: nothing expires'),
    ...(eden.sleep ? [failing('waking', 'eden’s waking function fails: environments stay asleep')] : []),
    watch(
      'reaper-refused',
      'ReaperRefused',
      'The reaper deleted nothing, or could not delete something; its log says why',
    ),
    watch('old', 'OldEnvironments', `Some environments have had no deployment for ${olderThanDays} days`),
    watch('alb-rules', 'AlbRulesPercent', `A common ALB has over ${albRulesPercent} % of its rules`, albRulesPercent),
    alarmResource(topology, SERVICE, '5xx', {
      namespace: 'AWS/ApiGateway',
      dimensions: { ApiName: topology.names.function(SERVICE, 'api'), Stage: topology.stage },
      description: 'eden’s API answers 5xx',
      metric: '5XXError',
      statistic: 'Sum',
      above: 0,
    }),
  ]);
}
