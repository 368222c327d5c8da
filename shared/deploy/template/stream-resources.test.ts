import type { Edit } from '../topology/testing/config-texts.ts';
import { ours, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import type { Resources } from './cloudformation.ts';
import { streamResources, subscriptionResources } from './stream-resources.ts';

const ALARMS = ['AlarmSubscriptionWebSubscriptionErrors', 'AlarmSubscriptionWebSubscriptionThrottled'];
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/streams';

it.each<[string, readonly Edit[], object]>([
  ['on demand', [], { Name: 'app-dev-in', StreamModeDetails: { StreamMode: 'ON_DEMAND' }, RetentionPeriodHours: 72 }],
  [
    'with shards',
    [['stages/dev', '{ mode: on-demand }', '{ mode: provisioned, shards: 3, retentionHours: 24 }']],
    { ShardCount: 3, StreamModeDetails: { StreamMode: 'PROVISIONED' }, RetentionPeriodHours: 24 },
  ],
  [
    'of large records',
    [['streams', 'description: in', 'description: in, maxRecordSizeKiB: 10240']],
    { MaxRecordSizeInKiB: 10_240 },
  ],
  [
    'under a key',
    [stageWith(`kms: { streams: '${KEY}' }`)],
    { StreamEncryption: { EncryptionType: 'KMS', KeyId: KEY } },
  ],
  [
    'described',
    [['streams', 'description: in', 'description: "a, b (c)"']],
    { Tags: [{ Key: 'Description', Value: 'a  b  c ' }] },
  ],
])('a stream %s', (_, edits, properties) => {
  expect(streamResources(topologyOf(...edits))['StreamIn']).toMatchObject({
    Type: 'AWS::Kinesis::Stream',
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: properties,
  });
});

it('a stream of others is not made', () => {
  const topology = topologyOf(stageWith('external: { streams: { mid: others-stream } }'));
  expect(idsOf(streamResources(topology), 'AWS::Kinesis::Stream')).toEqual(['StreamIn', 'StreamOut']);
  expect(streamResources(topology)['StreamOut']?.DependsOn).toBe('StreamIn');
});

it('nine streams are made one after the other: Kinesis makes five at a time', () => {
  const more = Array.from({ length: 6 }, (_, index) => `  more${index}: { description: m, readBy: outside }\n`).join(
    '',
  );
  const resources = streamResources(topologyOf(['streams', 'deliveryStreams:', `${more}deliveryStreams:`]));
  const ids = idsOf(resources, 'AWS::Kinesis::Stream');
  expect(ids).toHaveLength(9);
  expect(ids.map((id) => resources[id]?.DependsOn)).toEqual([undefined, ...ids.slice(0, -1)]);
});

it.each([
  ['AlarmStreamInWriteThrottled', 'WriteProvisionedThroughputExceeded'],
  ['AlarmStreamInReadThrottled', 'ReadProvisionedThroughputExceeded'],
])('%s rings after a quarter of an hour', (id, MetricName) => {
  expect(streamResources(topologyOf())[id]?.Properties).toMatchObject({
    Namespace: 'AWS/Kinesis',
    MetricName,
    Dimensions: [{ Name: 'StreamName', Value: 'app-dev-in' }],
    Threshold: 0,
    EvaluationPeriods: 3,
  });
});

it.each([
  ['AlarmSubscriptionWebSubscriptionErrors', 'DeliveryErrors'],
  ['AlarmSubscriptionWebSubscriptionThrottled', 'DeliveryThrottling'],
])('%s watches %s of the log group', (id, metric) => {
  const query = `SELECT SUM(${metric}) FROM "AWS/Logs" WHERE LogGroupName = '/web/dev'`;
  expect(subscriptionResources(topologyOf())[id]?.Properties).toMatchObject({ Metrics: [{ Expression: query }] });
});

function idsOf(resources: Resources, type: string): readonly string[] {
  return Object.keys(resources).filter((id) => resources[id]?.Type === type);
}

it.each<[string, readonly Edit[], readonly string[]]>([
  ['of others', [], ['SubscriptionRole', 'SubscriptionWeb', ...ALARMS]],
  [
    'of its own',
    [['subscriptions', 'stream: in', 'stream: in\n    create: true']],
    ['SubscriptionRole', 'LogGroupWeb', 'SubscriptionWeb', ...ALARMS],
  ],
  [
    'of others at a stage that makes all',
    [stageWith('createLogGroups: all')],
    ['SubscriptionRole', 'LogGroupWeb', 'SubscriptionWeb', ...ALARMS],
  ],
])('a subscription to a log group %s', (_, edits, ids) => {
  expect(Object.keys(subscriptionResources(topologyOf(...edits)))).toEqual(ids);
});

it('a subscription waits for its stream, and CloudWatch Logs may write to that stream alone', () => {
  const { SubscriptionRole, SubscriptionWeb } = subscriptionResources(topologyOf());
  expect(SubscriptionWeb).toMatchObject({
    DependsOn: 'StreamIn',
    Properties: { LogGroupName: '/web/dev', DestinationArn: ours('kinesis:REGION:ACCOUNT:stream/app-dev-in') },
  });
  expect(SubscriptionRole?.Properties).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'logs.amazonaws.com' },
          Condition: { StringLike: { 'aws:SourceArn': ours('logs:REGION:ACCOUNT:*') } },
        },
      ],
    },
    Policies: [
      {
        PolicyDocument: {
          Statement: [
            {
              Action: ['kinesis:PutRecord'],
              Resource: [ours('kinesis:REGION:ACCOUNT:stream/app-dev-in')],
            },
          ],
        },
      },
    ],
  });
});

it('without subscriptions there is no role', () => {
  const { subscriptions: _, ...topology } = topologyOf();
  expect(subscriptionResources({ ...topology, subscriptions: [] })).toEqual({});
});
