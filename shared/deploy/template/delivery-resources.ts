import type { DeliveryStream, Topology } from '../topology/topology.ts';
import { alarmResource } from './alarm-resource.ts';
import { bucketResources } from './bucket-resources.ts';
import { arnHere, bucketArn, deletionPolicies, pascal, type Resource, type Resources } from './cloudformation.ts';
import { allow, useKey } from './statements.ts';

/** Firehose writes after so long at the latest. @see BufferingHints, IntervalInSeconds 0 to 900 */
const BUFFER_SECONDS = 300;
const MINUTE_SECONDS = 60;
/** The stream of its log group to which Firehose writes why S3 refused. */
const ERROR_LOG_STREAM = 'S3Delivery';

/** The delivery streams that are ours, each with its role and alarm, and the bucket they share. */
export function deliveryResources(topology: Topology): Resources {
  const owned = topology.deliveryStreams.filter((one) => one.owned);
  if (owned.length === 0) return {};
  return {
    ...bucketResources({
      logicalId: 'DeliveryBucket',
      bucket: topology.deliveryBucket,
      retain: topology.settings.retain,
      ...topology.settings.delivery,
    }),
    ...Object.fromEntries(
      owned.flatMap((one) => [
        ...errorLog(topology, one),
        [`Delivery${pascal(one.key)}Role`, role(topology, one)],
        [`Delivery${pascal(one.key)}`, deliveryStream(topology, one)],
        staleAlarm(topology, one),
      ]),
    ),
  };
}

/**
 * The log group of a delivery stream's errors. It stays with the stream; its one log stream goes with the stack, since it
 * cannot be taken back for certain.
 */
function errorLog({ settings }: Topology, { key, name }: DeliveryStream): readonly (readonly [string, Resource])[] {
  const logGroup = errorLogGroup(name);
  return [
    [
      `Delivery${pascal(key)}LogGroup`,
      {
        Type: 'AWS::Logs::LogGroup',
        ...deletionPolicies(settings.retain),
        Properties: { LogGroupName: logGroup, RetentionInDays: settings.logRetentionDays },
      },
    ],
    [
      `Delivery${pascal(key)}LogStream`,
      {
        Type: 'AWS::Logs::LogStream',
        Properties: { LogGroupName: { Ref: `Delivery${pascal(key)}LogGroup` }, LogStreamName: ERROR_LOG_STREAM },
      },
    ],
  ];
}

/** The name that the console gives it too. */
function errorLogGroup(deliveryStreamName: string): string {
  return `/aws/kinesisfirehose/${deliveryStreamName}`;
}

/** It stays with the delivery stream, which cannot write without it. */
function role({ names, deliveryBucket, settings }: Topology, { key, name }: DeliveryStream): Resource {
  return {
    Type: 'AWS::IAM::Role',
    ...deletionPolicies(settings.retain),
    Properties: {
      RoleName: names.role(`delivery-${key}`),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'firehose.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'write-objects',
          PolicyDocument: {
            Version: '2012-10-17',
            // @see Firehose developer guide, "Grant Firehose access to an Amazon S3 destination"
            Statement: [
              allow(
                ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
                [`${key}/*`, `${key}-errors/*`].map((path) => bucketArn(deliveryBucket, path)),
              ),
              allow(
                ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
                bucketArn(deliveryBucket),
              ),
              ...useKey('s3', deliveryBucket.kmsKey, ['kms:Decrypt', 'kms:GenerateDataKey']),
              allow(['logs:PutLogEvents'], arnHere('logs', `log-group:${errorLogGroup(name)}:log-stream:*`)),
            ],
          },
        },
      ],
    },
  };
}

function deliveryStream({ settings, deliveryBucket }: Topology, { key, name }: DeliveryStream): Resource {
  return {
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    DependsOn: ['DeliveryBucket', `Delivery${pascal(key)}LogStream`],
    ...deletionPolicies(settings.retain),
    Properties: {
      DeliveryStreamName: name,
      DeliveryStreamType: 'DirectPut',
      ExtendedS3DestinationConfiguration: {
        BucketARN: bucketArn(deliveryBucket),
        RoleARN: { 'Fn::GetAtt': [`Delivery${pascal(key)}Role`, 'Arn'] },
        Prefix: `${key}/`,
        ErrorOutputPrefix: `${key}-errors/!{firehose:error-output-type}/`,
        CompressionFormat: 'GZIP',
        CloudWatchLoggingOptions: {
          Enabled: true,
          LogGroupName: errorLogGroup(name),
          LogStreamName: ERROR_LOG_STREAM,
        },
        BufferingHints: { IntervalInSeconds: BUFFER_SECONDS, SizeInMBs: 64 },
      },
    },
  };
}

/** Firehose has confirmed what it took; that it also writes it, only this metric tells. Past 24 h it forgets. */
function staleAlarm(topology: Topology, { key, name }: DeliveryStream) {
  return alarmResource(topology, `delivery-${key}`, 'stale', {
    description: `${name} does not get its records to S3; it keeps them for 24 hours`,
    namespace: 'AWS/Firehose',
    metric: 'DeliveryToS3.DataFreshness',
    dimensions: { DeliveryStreamName: name },
    statistic: 'Maximum',
    above: Math.max(topology.settings.alarms.iteratorAgeMinutes * MINUTE_SECONDS, 2 * BUFFER_SECONDS),
  });
}
