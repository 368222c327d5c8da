import type { StreamService } from '../../shared/deploy/manifest.ts';
import { alarmResource } from '../../shared/deploy/template/alarm-resource.ts';
import { alarmTopicResources } from '../../shared/deploy/template/alarm-topic.ts';
import { bucketResources } from '../../shared/deploy/template/bucket-resources.ts';
import { type Resources, sub } from '../../shared/deploy/template/cloudformation.ts';
import { dashboardResources } from '../../shared/deploy/template/dashboard.ts';
import { deliveryResources } from '../../shared/deploy/template/delivery-resources.ts';
import { progressFolder, writeTargets } from '../../shared/deploy/template/statements.ts';
import { streamResources, subscriptionResources } from '../../shared/deploy/template/stream-resources.ts';
import { FILES } from '../../shared/deploy/topology/sections.ts';
import type { Topology, TopologyBase } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { createRouterJudge } from './judge-logs.ts';

/** A row is of use for twice the hold age (up to 167 h) and a day more. */
const PROGRESS_OBJECT_DAYS = 16;
const DAY_SECONDS = 86_400;

/** The router: one function, and the resources that all services share. */
export const router: StreamService = {
  name: 'router',
  trigger: 'stream',
  isSink: false,
  handler: 'route',
  bundled: ['ROUTES'],
  variables: VARIABLES,
  parseConfig,
  createLogJudge: createRouterJudge,
  requests: ({ routes: { source, environment, routes } }) => [
    {
      key: 'route',
      source,
      targets: routes.map(({ target }) => target),
      whitelist: ['*'],
      environment,
      computed: (base) => ({ ROUTES: describeRoutes(base) }),
      file: FILES.routes,
      path: ['routes'],
      environmentPath: ['environment'],
    },
  ],
  grants: writeTargets,
  resources: sharedResources,
  values: ({ progressTable, settings: { kms } }) => ({
    progressTable: {
      name: progressTable,
      ...(kms.table === undefined
        ? {}
        : { encryption: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: kms.table } }),
    },
  }),
};

function describeRoutes({ routes }: TopologyBase): string {
  return JSON.stringify(
    routes.map(({ name, types, where, target, aggregate }) => ({
      name,
      types,
      ...(where === undefined ? {} : { where }),
      target: `${target.kind}:${target.name}`,
      ...(target.maxRecordSizeKiB === undefined ? {} : { maxRecordSizeKiB: target.maxRecordSizeKiB }),
      ...(aggregate ? { aggregate } : {}),
      ...(aggregate && target.shards !== undefined ? { shards: target.shards } : {}),
    })),
  );
}

function sharedResources(topology: Topology): Resources {
  return {
    ...alarmTopicResources(topology),
    ...streamResources(topology),
    ...bucketResources({
      logicalId: 'DeadLetterBucket',
      bucket: topology.deadLetterBucket,
      retain: topology.settings.retain,
      expireAfterDays: topology.settings.deadLetters.lifetimeDays,
      // They are no dead letters: kept as long, they would keep the alarm on waiting dead letters on.
      expireEarlier: { folder: progressFolder(topology), afterDays: PROGRESS_OBJECT_DAYS },
    }),
    ...subscriptionResources(topology),
    ...deliveryResources(topology),
    ...deadLettersWaitingAlarm(topology),
    ...dashboardResources(topology),
  };
}

/** Dead letters expire. This alarm reports them before. */
function deadLettersWaitingAlarm(topology: Topology): Resources {
  const { alarms, deadLetters } = topology.settings;
  return Object.fromEntries([
    alarmResource(topology, 'router', 'letters-waiting', {
      description: `There have been dead letters for ${alarms.lettersWaitingDays} days; each expires ${deadLetters.lifetimeDays} days after it was written`,
      namespace: 'AWS/S3',
      metric: 'NumberOfObjects',
      dimensions: { BucketName: sub(topology.deadLetterBucket.name), StorageType: 'AllStorageTypes' },
      statistic: 'Average',
      above: 0,
      periodSeconds: DAY_SECONDS,
      periods: alarms.lettersWaitingDays,
    }),
  ]);
}
