import type { Topology } from '../topology/topology.ts';
import { KNOWN_SERVICES } from '../topology/variables.ts';
import { cleanerAlarmResources, letterAlarmResources, serviceAlarmResources } from './alarms.ts';
import { bucketResources } from './bucket-resources.ts';
import { cleanerBlock } from './cleaner-block.ts';
import { deletionPolicies, type Resources } from './cloudformation.ts';
import { dashboardResources } from './dashboard.ts';
import { deliveryResources } from './delivery-resources.ts';
import { type FunctionBlock, type FunctionKind, functionBlock, mappingExtensions } from './function-block.ts';
import { callSearch, progressFolder, readSecrets, writeObjects, writeTargets } from './statements.ts';
import { streamResources, subscriptionResources } from './stream-resources.ts';

/** What a serverless.yml imports, by `${file(../../shared/deploy/plugins/serverless.cjs):<service>}`. */
export interface ServiceBlocks {
  readonly stage: string;
  readonly region: string;
  readonly tracing: boolean;
  readonly logRetentionDays: number;
  readonly functions: Readonly<Record<string, FunctionBlock>>;
  /** `resources.Resources`. */
  readonly resources: Resources;
  /** `resources.extensions`. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, FunctionKind>> = {
  router: {
    handler: 'route',
    describe: ({ source }) => `Sends each log of ${source.key} where the routes say`,
    grants: writeTargets,
  },
  forwarders: {
    handler: 'forward',
    describe: ({ source, targets }) => `Forwards logs of ${source.key} to ${targets.map(({ name }) => name).join()}`,
    grants: writeTargets,
  },
  's3-sink': {
    handler: 'sink',
    describe: ({ source }) => `Writes the logs of ${source.key} to S3, one object a type and day`,
    grants: (topology, fn) => writeObjects(topology.archiveBucket, fn.environment['LOG_S3_PREFIX']),
  },
  'es-sink': {
    handler: 'sink',
    describe: ({ source }) => `Indexes the logs of ${source.key}, one index a type and day`,
    // GET: the ingest pipelines of an index, when an id is taken.
    grants: (topology, fn) => [...callSearch(['Get', 'Post'], fn), ...readSecrets(topology, fn)],
  },
  'fluent-sink': {
    handler: 'sink',
    describe: ({ source }) => `Sends the logs of ${source.key} to a Fluent receiver`,
    grants: readSecrets,
  },
};

/** A row is of use for twice the hold age (up to 167 h) and a day more. */
const PROGRESS_OBJECT_DAYS = 16;

/** Resources that a service owns, beside its functions and their alarms. */
const OWN_RESOURCES: Readonly<Record<string, (topology: Topology) => Resources>> = {
  router: routerResources,
  's3-sink': s3SinkResources,
};

/**
 * The computed parts of one service's serverless.yml.
 * @throws Error when the service is not known here: a new one adds its line to `KINDS`.
 */
export function serviceBlocks(topology: Topology, service: string): ServiceBlocks {
  const functions = topology.functions.filter((fn) => fn.service === service);
  const common = {
    stage: topology.stage,
    region: topology.region,
    tracing: topology.settings.tracing === 'Active',
    logRetentionDays: topology.settings.logRetentionDays,
  };
  if (service === 'es-cleaner') {
    const { cleaner } = topology;
    const none = { ...common, functions: {}, resources: {}, extensions: {} };
    if (cleaner === undefined) return none;
    const resources = cleanerAlarmResources(topology, cleaner);
    return { ...none, functions: { [cleaner.key]: cleanerBlock(topology, cleaner) }, resources };
  }
  const kind = KINDS[service];
  if (kind === undefined) throw new Error(`unknown service ${service}; expected one of ${KNOWN_SERVICES.join(', ')}`);
  const own = OWN_RESOURCES[service]?.(topology) ?? {};
  return {
    ...common,
    functions: Object.fromEntries(functions.map((fn) => [fn.key, functionBlock(topology, fn, kind)])),
    resources: { ...own, ...serviceAlarmResources(topology, service, functions) },
    extensions: mappingExtensions(topology, functions, own),
  };
}

function progressTable({ progressTable: name, settings }: Topology): Resources {
  return {
    ProgressTable: {
      Type: 'AWS::DynamoDB::Table',
      ...deletionPolicies(settings.retain),
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'lane', AttributeType: 'S' },
          { AttributeName: 'checkpoint', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'lane', KeyType: 'HASH' },
          { AttributeName: 'checkpoint', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: settings.retain },
        ...(settings.kms.table === undefined
          ? {}
          : { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: settings.kms.table } }),
      },
    },
  };
}

/** The shared ground, which the router owns. */
function routerResources(topology: Topology): Resources {
  return {
    ...streamResources(topology),
    ...bucketResources({
      logicalId: 'DeadLetterBucket',
      bucket: topology.deadLetterBucket,
      retain: topology.settings.retain,
      expireAfterDays: topology.settings.deadLetters.lifetimeDays,
      // They are no letters: left to lie, they would keep the alarm on waiting letters on.
      expireEarlier: { folder: progressFolder(topology), afterDays: PROGRESS_OBJECT_DAYS },
    }),
    ...progressTable(topology),
    ...subscriptionResources(topology),
    ...deliveryResources(topology),
    ...letterAlarmResources(topology),
    ...dashboardResources(topology),
  };
}

function s3SinkResources({ archiveBucket, settings }: Topology): Resources {
  return archiveBucket.owned
    ? bucketResources({ logicalId: 'ArchiveBucket', bucket: archiveBucket, retain: settings.retain })
    : {};
}
