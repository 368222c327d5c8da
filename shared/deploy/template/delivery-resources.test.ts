import { ours, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { deliveryResources } from './delivery-resources.ts';

const ALLOW = expect.objectContaining({ Effect: 'Allow' });

it('a delivery stream has a role and an alarm; all share a bucket', () => {
  expect(Object.keys(deliveryResources(topologyOf()))).toEqual([
    'DeliveryBucket',
    'DeliveryBucketPolicy',
    'DeliveryHoseLogGroup',
    'DeliveryHoseLogStream',
    'DeliveryHoseRole',
    'DeliveryHose',
    'AlarmDeliveryHoseStale',
  ]);
});

it('a delivery stream of others is not made, nor the bucket', () => {
  expect(deliveryResources(topologyOf(stageWith('external: { deliveryStreams: { hose: others } }')))).toEqual({});
});

it.each([
  [30, 1800],
  [5, 600],
])('alarms after %d minutes behind: %d seconds, at least two buffers', (minutes, Threshold) => {
  const topology = topologyOf(['stages/dev', 'iteratorAgeMinutes: 30', `iteratorAgeMinutes: ${minutes}`]);
  expect(deliveryResources(topology)['AlarmDeliveryHoseStale']?.Properties).toMatchObject({ Threshold });
});

it.each([
  ['no key', '', 3],
  ['a key', "kms: { buckets: 'arn:aws:kms:eu-west-1:123456789012:key/b' }", 4],
])('with %s its role has %s %d statements', (_, yaml, count) => {
  const { DeliveryHoseRole } = deliveryResources(topologyOf(stageWith(yaml)));
  expect(DeliveryHoseRole?.Properties['Policies']).toEqual([
    expect.objectContaining({ PolicyDocument: expect.objectContaining({ Statement: Array(count).fill(ALLOW) }) }),
  ]);
});

it('its role writes its own objects alone', () => {
  const { DeliveryHoseRole } = deliveryResources(topologyOf());
  const bucket = 's3:::app-dev-delivery-ACCOUNT-eu-west-1';
  expect(DeliveryHoseRole?.Properties['Policies']).toMatchObject([
    {
      PolicyDocument: {
        Statement: [{ Resource: [ours(`${bucket}/hose/*`), ours(`${bucket}/hose-errors/*`)] }, {}, {}],
      },
    },
  ]);
});

it('writes why S3 refused to a log group; what it needs to go on is kept with it', () => {
  const { DeliveryHose, DeliveryHoseLogGroup, DeliveryHoseRole, DeliveryHoseLogStream } = deliveryResources(
    topologyOf(),
  );
  expect(DeliveryHose).toMatchObject({
    DependsOn: ['DeliveryBucket', 'DeliveryHoseLogStream'],
    Properties: {
      ExtendedS3DestinationConfiguration: {
        CloudWatchLoggingOptions: {
          Enabled: true,
          LogGroupName: '/aws/kinesisfirehose/app-dev-hose',
          LogStreamName: 'S3Delivery',
        },
      },
    },
  });
  for (const kept of [DeliveryHose, DeliveryHoseLogGroup, DeliveryHoseRole]) {
    expect(kept).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  }
  expect(DeliveryHoseLogStream).not.toHaveProperty('DeletionPolicy');
});
