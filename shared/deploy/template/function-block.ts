import type { StreamFunction, Topology } from '../topology/topology.ts';
import { bucketArn, type Intrinsic, type Resources, streamLogicalId, sub } from './cloudformation.ts';
import { commonStatements, type Statement } from './statements.ts';

/** The keys of a function in serverless.yml. A file with one function writes `handler` and `description` itself. */
export interface FunctionBlock {
  readonly handler: string;
  readonly description: string;
  readonly name: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string | Intrinsic>>;
  readonly events: readonly unknown[];
  /** Absent: outside any VPC. */
  readonly vpc?: StreamFunction['settings']['vpc'];
  readonly iamRoleStatementsName: string;
  readonly iamRoleStatements: readonly Statement[];
}

/** What a service says of its functions. */
export interface FunctionKind {
  /** Name of the export of `handler.ts`. */
  readonly handler: string;
  readonly describe: (fn: StreamFunction) => string;
  /** What its deliveries need, beside what every stream function needs. */
  readonly grants: (topology: Topology, fn: StreamFunction) => readonly Statement[];
}

/** Everything about a stream function that follows from the topology. */
export function functionBlock(topology: Topology, fn: StreamFunction, kind: FunctionKind): FunctionBlock {
  return {
    handler: `handler.${kind.handler}`,
    description: kind.describe(fn),
    name: fn.name,
    memorySize: fn.settings.memoryMb,
    timeout: fn.settings.timeoutSeconds,
    environment: Object.fromEntries(Object.entries(fn.environment).map(([name, value]) => [name, sub(value)])),
    events: [streamEvent(topology, fn)],
    ...(fn.settings.vpc === undefined ? {} : { vpc: fn.settings.vpc }),
    iamRoleStatementsName: fn.roleName,
    iamRoleStatements: [...commonStatements(topology, fn), ...kind.grants(topology, fn)],
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
