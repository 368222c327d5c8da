import type { ScheduledService, StreamService } from '../manifest.ts';
import type { Cleaner, StreamFunction, Topology } from '../topology/topology.ts';
import type { FunctionBlock } from './blocks.ts';
import { bucketArn, type Intrinsic, type Resources, streamLogicalId, sub } from './cloudformation.ts';
import { commonStatements, trace } from './statements.ts';

/** What all function blocks have in common. */
type Settled = Pick<StreamFunction, 'name' | 'roleName' | 'settings' | 'environment'>;

/** Everything about a stream function that follows from the topology. */
export function streamBlock(topology: Topology, fn: StreamFunction, service: StreamService): FunctionBlock {
  return {
    ...functionBlock(fn, service.handler, service.describe(fn)),
    events: [streamEvent(topology, fn)],
    iamRoleStatements: [...commonStatements(topology, fn), ...service.grants(topology, fn)],
  };
}

/** Everything about a function that runs by the clock. */
export function scheduledBlock(topology: Topology, fn: Cleaner, service: ScheduledService): FunctionBlock {
  return {
    ...functionBlock(fn, service.handler, service.description),
    events: [{ schedule: { rate: [fn.schedule] } }],
    iamRoleStatements: [...service.grants(topology, fn), ...trace(topology)],
  };
}

function functionBlock({ name, roleName, settings, environment }: Settled, handler: string, description: string) {
  return {
    handler: `handler.${handler}`,
    description,
    name,
    memorySize: settings.memoryMb,
    timeout: settings.timeoutSeconds,
    environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, sub(value)])),
    ...(settings.vpc === undefined ? {} : { vpc: settings.vpc }),
    iamRoleStatementsName: roleName,
  };
}

function streamEvent({ settings }: Topology, fn: StreamFunction): unknown {
  return {
    stream: {
      type: 'kinesis',
      arn: joinedStreamArn(fn.source.name),
      enabled: settings.pollStreams,
      batchSize: fn.settings.batchSize,
      batchWindow: fn.settings.batchWindowSeconds,
      parallelizationFactor: fn.settings.parallelization,
      startingPosition: fn.settings.startingPosition,
      bisectBatchOnFunctionError: fn.settings.bisect,
      maximumRetryAttempts: fn.retry.maximumRetryAttempts,
      maximumRecordAgeInSeconds: fn.retry.maximumRecordAgeSeconds,
      functionResponseType: 'ReportBatchItemFailures',
    },
  };
}

/** The mapping's ARN as a join: the framework takes the stream's name for the logical id out of its last part. */
function joinedStreamArn(name: string): Intrinsic {
  return {
    'Fn::Join': [
      ':',
      [
        'arn',
        { Ref: 'AWS::Partition' },
        'kinesis',
        { Ref: 'AWS::Region' },
        { Ref: 'AWS::AccountId' },
        `stream/${name}`,
      ],
    ],
  };
}

/**
 * `resources.extensions` of the mappings: the S3 on-failure destination, which the framework's own schema refuses,
 * the time of a cut-over, which it forgets, the event counts that the alarm on given-up batches reads, and what of
 * the service's `own` resources must be there first.
 */
export function mappingExtensions(topology: Topology, functions: readonly StreamFunction[], own: Resources) {
  return Object.fromEntries(
    functions.map((fn) => [
      mappingLogicalId(fn),
      {
        Properties: {
          DestinationConfig: { OnFailure: { Destination: bucketArn(topology.deadLetterBucket) } },
          ...startingTime(fn),
          MetricsConfig: { Metrics: ['EventCount'] },
        },
        DependsOn: waitsFor(fn, own),
      },
    ]),
  );
}

/** The logical id that the framework gives a function's mapping. */
export function mappingLogicalId(fn: StreamFunction): string {
  const key = fn.key.charAt(0).toUpperCase() + fn.key.slice(1);
  return `${key.replaceAll('-', 'Dash')}EventSourceMappingKinesis${pascalStream(fn.source.name)}`;
}

function pascalStream(name: string): string {
  const plain = name.replace(/[^0-9A-Za-z]/g, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function startingTime({ settings }: StreamFunction) {
  return settings.startingTime === undefined
    ? {}
    : { StartingPositionTimestamp: Date.parse(settings.startingTime) / 1000 };
}

/**
 * What a mapping needs that its own template makes: it is refused while its stream or its on-failure bucket is not
 * there, and CloudFormation cannot tell from their names that it has to wait.
 */
function waitsFor({ source }: StreamFunction, own: Resources): readonly string[] {
  return [streamLogicalId(source), 'DeadLetterBucket', 'ProgressTable'].filter((id) => id in own);
}
