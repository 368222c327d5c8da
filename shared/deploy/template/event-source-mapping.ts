import type { StreamFunction, Topology } from '../topology/topology.ts';
import { bucketArn, type Intrinsic, type Resources, streamLogicalId } from './cloudformation.ts';
import { consumerReference, hasFanOut } from './fan-out.ts';

const DEAD_LETTER_BUCKET = 'DeadLetterBucket';
const PROGRESS_TABLE = 'ProgressTable';

/**
 * `resources.extensions` of the mappings: the S3 on-failure destination, which the framework's own schema refuses,
 * the time of a cut-over, which it forgets, the consumer of a function with fan-out, the event counts that the alarm `given-up` reads, and what of
 * the service's `own` resources must be there first.
 */
export function mappingExtensions(topology: Topology, functions: readonly StreamFunction[], own: Resources) {
  return Object.fromEntries(
    functions.map((fn) => [
      mappingLogicalId(fn),
      {
        Properties: {
          ...(hasFanOut(fn, topology) ? { EventSourceArn: consumerReference(fn) } : {}),
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
export function mappingLogicalId(fn: Pick<StreamFunction, 'key' | 'source'>): string {
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
 * The resources of its own template that a mapping needs: it is refused while its stream or its on-failure bucket is not
 * there, and CloudFormation cannot tell from their names that it has to wait. The progress table is in the
 * serverless.yml of the service that owns the bucket.
 */
function waitsFor({ source }: StreamFunction, own: Resources): readonly string[] {
  const stream = streamLogicalId(source);
  return [
    ...(stream in own ? [stream] : []),
    ...(DEAD_LETTER_BUCKET in own ? [DEAD_LETTER_BUCKET, PROGRESS_TABLE] : []),
  ];
}

/** A stream's ARN as a join: the framework takes the stream's name for the logical id out of its last part. */
export function joinedStreamArn(name: string): Intrinsic {
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
