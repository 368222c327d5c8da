import { TABLE_SCHEMA } from '../../eden/table/schema.ts';
import type { EdenSettings } from '../topology/schema/eden.ts';
import type { Topology } from '../topology/topology.ts';
import { alarmResource } from './alarms.ts';
import type { FunctionBlock, ServiceBlocks } from './blocks.ts';
import { deletionPolicies, type Intrinsic, type Resources, sub } from './cloudformation.ts';
import { domainResources, gatewayResponses, keyLogicalId, keyResources, localKeyValue } from './eden-gateway.ts';
import { edenStatements, reaperStatements } from './eden-statements.ts';

/** What eden-api's serverless.yml imports beside the common parts. */
interface EdenBlocks extends ServiceBlocks {
  /** `provider.apiGateway`; empty where the stage has no eden. */
  readonly apiGateway: Readonly<Record<string, unknown>>;
  readonly apiName: string;
}

const SERVICE = 'eden-api';
/** The gateway gives up after 29 s; a run may go on until here, and its lease 30 s longer. */
const API_TIMEOUT_SECONDS = 60;
const REAPER_TIMEOUT_SECONDS = 300;
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const ACCOUNT = '${AWS::AccountId}';

const ROUTES = [
  ['get', 'environments'],
  ['post', 'environments'],
  ['get', 'environments/{profile}/{name}'],
  ['delete', 'environments/{profile}/{name}'],
  ['get', 'profiles'],
] as const;
const MUTATING_GETS = [
  ['get', 'create'],
  ['get', 'delete'],
] as const;

/** The computed parts of services/eden-api; without functions where the stage has no `eden`. */
export function edenBlocks(topology: Topology): EdenBlocks {
  const { eden, tracing, logRetentionDays } = topology.settings;
  const { stage, region, names } = topology;
  const apiName = names.function(SERVICE, 'api');
  const common = { stage, region, tracing: tracing === 'Active', logRetentionDays, apiName };
  if (eden === undefined) return { ...common, functions: {}, resources: {}, extensions: {}, apiGateway: {} };
  const { throttle, quota } = eden;
  return {
    ...common,
    functions: functions(topology, eden),
    resources: {
      ...tableResources(topology, eden),
      ...gatewayResponses(),
      ...keyResources(eden, keyPrefix(topology), stage),
      ...domainResources(eden, stage),
      ...alarms(topology, eden, apiName),
    },
    // The local AWS takes the API's id from this tag, so that its URL can be written down.
    extensions:
      stage === 'local'
        ? { ApiGatewayRestApi: { Properties: { Tags: [{ Key: 'ms-custom-id', Value: 'eden' }] } } }
        : {},
    apiGateway: {
      usagePlan: {
        throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
        ...(quota === undefined ? {} : { quota: { limit: quota.requests, period: quota.per } }),
      },
    },
  };
}

function functions(topology: Topology, eden: EdenSettings): Readonly<Record<string, FunctionBlock>> {
  const block = (
    key: string,
  ): Pick<FunctionBlock, 'handler' | 'name' | 'memorySize' | 'environment' | 'iamRoleStatementsName'> => ({
    handler: `handler.${key}`,
    name: topology.names.function(SERVICE, key),
    memorySize: eden.memoryMb,
    environment: environment(topology, eden),
    iamRoleStatementsName: topology.names.role(`${SERVICE}-${key}`),
  });
  return {
    api: {
      ...block('api'),
      description: 'Creates, lists and deletes preview environments',
      timeout: API_TIMEOUT_SECONDS,
      events: httpEvents(eden),
      iamRoleStatements: edenStatements(topology, eden),
    },
    reaper: {
      ...block('reaper'),
      description: 'Deletes expired environments, repairs what died, reports orphans',
      timeout: REAPER_TIMEOUT_SECONDS,
      events: [{ schedule: { rate: [eden.reaper.schedule] } }],
      iamRoleStatements: reaperStatements(topology, eden),
    },
  };
}

function environment(topology: Topology, eden: EdenSettings): FunctionBlock['environment'] {
  const { allow, reaper, alarms, table } = eden;
  return {
    STAGE: topology.stage,
    EDEN_TABLE: table.name,
    EDEN_ACCOUNT: sub(topology.settings.accountId ?? ACCOUNT),
    GET_ROUTES: String(eden.getRoutes),
    API_KEYS: keyAccess(topology, eden),
    KEYS_BY: topology.stage === 'local' ? 'value' : 'id',
    ALLOW_UNKEYED: String(topology.stage === 'local'),
    PASSABLE_ROLES: [...new Set([...allow.taskRoleArns, ...allow.executionRoleArns])].join(','),
    API_TIMEOUT_SECONDS: String(API_TIMEOUT_SECONDS),
    ALB_ARNS: allow.albArns.join(','),
    CLUSTERS: allow.clusters.join(','),
    REAPER_ORPHANS: reaper.orphans,
    REAPER_MAX_DELETIONS: String(reaper.maxDeletions),
    REAPER_DRY_RUN: String(reaper.dryRun),
    REAPER_TIMEOUT_SECONDS: String(REAPER_TIMEOUT_SECONDS),
    OLDER_THAN_DAYS: String(alarms.olderThanDays),
    POWERTOOLS_LOG_LEVEL: topology.settings.logLevel,
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

function alarms(topology: Topology, eden: EdenSettings, apiName: string): Resources {
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
    watch(
      'reaper-refused',
      'ReaperRefused',
      'The reaper deleted nothing, or could not delete something; its log says why',
    ),
    watch('old', 'OldEnvironments', `Nobody has deployed to some environments for ${olderThanDays} days`),
    watch('alb-rules', 'AlbRulesPercent', `A common ALB has over ${albRulesPercent} % of its rules`, albRulesPercent),
    alarmResource(topology, SERVICE, '5xx', {
      namespace: 'AWS/ApiGateway',
      dimensions: { ApiName: apiName, Stage: topology.stage },
      description: 'eden’s API answers 5xx',
      metric: '5XXError',
      statistic: 'Sum',
      above: 0,
    }),
  ]);
}

function httpEvents({ getRoutes }: EdenSettings): readonly unknown[] {
  return [...(getRoutes ? MUTATING_GETS : []), ...ROUTES].map(([method, path]) => ({
    http: { method, path: `api/v1/${path}`, private: true },
  }));
}

function tableResources({ settings }: Topology, { table }: EdenSettings): Resources {
  return table.create
    ? {
        EdenTable: {
          Type: 'AWS::DynamoDB::Table',
          ...deletionPolicies(settings.retain),
          Properties: {
            TableName: table.name,
            ...TABLE_SCHEMA,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: settings.retain },
          },
        },
      }
    : {};
}
