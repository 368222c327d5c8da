import type { DeliveryStream, Topology } from '../topology.ts';
import { bucketResources } from './bucket-resources.ts';
import { bucketArn, deletionPolicies, pascal, type Resource, type Resources } from './cloudformation.ts';
import { allow } from './statements.ts';

const role = ({ names, deliveryBucket }: Topology, { key }: DeliveryStream): Resource => ({
  Type: 'AWS::IAM::Role',
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
            allow(['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], bucketArn(deliveryBucket, '*')),
            allow(
              ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
              bucketArn(deliveryBucket),
            ),
            ...(deliveryBucket.kmsKey === undefined
              ? []
              : [allow(['kms:Decrypt', 'kms:GenerateDataKey'], deliveryBucket.kmsKey)]),
          ],
        },
      },
    ],
  },
});

const deliveryStream = ({ settings, deliveryBucket }: Topology, { key, name }: DeliveryStream): Resource => ({
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  DependsOn: 'DeliveryBucket',
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
      BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
    },
  },
});

/** The delivery streams that are ours, each with its role, and the bucket they share. */
export const deliveryResources = (topology: Topology): Resources => {
  const owned = topology.deliveryStreams.filter((one) => one.owned);
  if (owned.length === 0) return {};
  return {
    ...bucketResources({
      logicalId: 'DeliveryBucket',
      bucket: topology.deliveryBucket,
      retain: topology.settings.retain,
    }),
    ...Object.fromEntries(
      owned.flatMap((one) => [
        [`Delivery${pascal(one.key)}Role`, role(topology, one)],
        [`Delivery${pascal(one.key)}`, deliveryStream(topology, one)],
      ]),
    ),
  };
};
