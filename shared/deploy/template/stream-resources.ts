import type { Stream, Subscription, Topology } from '../topology/topology.ts';
import { alarmResource, queryResource } from './alarm-resource.ts';
import {
  arnHere,
  deletionPolicies,
  pascal,
  type Resource,
  type Resources,
  streamArn,
  streamLogicalId,
} from './cloudformation.ts';
import { allow, useKey } from './statements.ts';

/** Periods of five minutes in a row. */
const THROTTLED_PERIODS = 3;

/**
 * Every stream of `config/streams.yml` that is ours, each after the one before it: Kinesis refuses a sixth stream
 * while five are being created or deleted.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 */
export function streamResources(topology: Topology): Resources {
  const owned = topology.streams.filter((one) => one.owned);
  return Object.fromEntries([
    ...owned.map((one, index) => stream(topology, one, owned[index - 1])),
    ...owned.flatMap((one) => throttleAlarms(topology, one)),
  ]);
}

/** Writers and readers try again; only what does not end is an alarm. */
function throttleAlarms(topology: Topology, { key, name }: Stream) {
  const throttled = (alarm: string, metric: string, description: string) =>
    alarmResource(topology, `stream-${key}`, alarm, {
      description,
      namespace: 'AWS/Kinesis',
      metric,
      dimensions: { StreamName: name },
      statistic: 'Sum',
      above: 0,
      periods: THROTTLED_PERIODS,
    });
  return [
    throttled('write-throttled', 'WriteProvisionedThroughputExceeded', `${name} refuses records: too few shards`),
    throttled('read-throttled', 'ReadProvisionedThroughputExceeded', `${name} refuses reads: too many readers a shard`),
  ];
}

function stream(topology: Topology, one: Stream, before: Stream | undefined): readonly [string, Resource] {
  const { name, description, ...settings } = one;
  const key_ = topology.settings.kms.streams;
  return [
    streamLogicalId(settings),
    {
      Type: 'AWS::Kinesis::Stream',
      ...(before === undefined ? {} : { DependsOn: streamLogicalId(before) }),
      ...deletionPolicies(topology.settings.retain),
      Properties: {
        Name: name,
        ...(settings.shards === undefined ? {} : { ShardCount: settings.shards }),
        StreamModeDetails: { StreamMode: settings.shards === undefined ? 'ON_DEMAND' : 'PROVISIONED' },
        RetentionPeriodHours: settings.retentionHours,
        ...(settings.maxRecordSizeKiB > 1024 ? { MaxRecordSizeInKiB: settings.maxRecordSizeKiB } : {}),
        ...(key_ === undefined ? {} : { StreamEncryption: { EncryptionType: 'KMS', KeyId: key_ } }),
        Tags: [{ Key: 'Description', Value: tagText(description) }],
      },
    },
  ];
}

/** @see Tag: letters, digits, spaces and _ . : / = + - @ */
function tagText(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, ' ');
}

/** The role with which CloudWatch Logs writes, the filters, and the log groups that are ours. */
export function subscriptionResources(topology: Topology): Resources {
  const { subscriptions, settings } = topology;
  if (subscriptions.length === 0) return {};
  const groups = new Map(subscriptions.filter(({ create }) => create).map((one) => [one.logGroup, one]));
  const logicalId = (logGroup: string): string => `LogGroup${pascal(groups.get(logGroup)?.key ?? '')}`;
  return {
    SubscriptionRole: subscriptionRole(topology),
    ...Object.fromEntries(
      [...groups.keys()].map((logGroup): [string, Resource] => [
        logicalId(logGroup),
        {
          Type: 'AWS::Logs::LogGroup',
          ...deletionPolicies(settings.retain),
          Properties: { LogGroupName: logGroup, RetentionInDays: settings.logRetentionDays },
        },
      ]),
    ),
    ...Object.fromEntries(
      subscriptions.map(({ key, logGroup, stream: to, ...filter }): [string, Resource] => [
        `Subscription${pascal(key)}`,
        {
          Type: 'AWS::Logs::SubscriptionFilter',
          ...dependOnStream(to),
          Properties: {
            FilterName: topology.names.stream(key),
            LogGroupName: groups.has(logGroup) ? { Ref: logicalId(logGroup) } : logGroup,
            FilterPattern: filter.filterPattern,
            Distribution: filter.distribution,
            ...newerProperties(filter),
            DestinationArn: streamArn(to.name),
            RoleArn: { 'Fn::GetAtt': ['SubscriptionRole', 'Arn'] },
          },
        },
      ]),
    ),
    ...Object.fromEntries(subscriptions.flatMap((one) => subscriptionAlarms(topology, one))),
  };
}

/** Properties that a filter has only where they are asked for. @see PutSubscriptionFilter */
function newerProperties({
  emitSystemFields,
  fieldSelectionCriteria,
  applyOnTransformedLogs,
}: Pick<Subscription, 'emitSystemFields' | 'fieldSelectionCriteria' | 'applyOnTransformedLogs'>) {
  return {
    ...(emitSystemFields === undefined ? {} : { EmitSystemFields: emitSystemFields }),
    ...(fieldSelectionCriteria === undefined ? {} : { FieldSelectionCriteria: fieldSelectionCriteria }),
    ...(applyOnTransformedLogs ? { ApplyOnTransformedLogs: true } : {}),
  };
}

/** CloudWatch Logs tries for 24 hours, then it drops. Its metrics have dimensions that differ from account to account. */
function subscriptionAlarms(topology: Topology, { key, logGroup, stream: to }: Subscription) {
  const on = (alarm: string, metric: string, description: string) =>
    queryResource(topology, `subscription-${key}`, alarm, {
      description,
      namespace: 'AWS/Logs',
      metric,
      where: ['LogGroupName', logGroup],
      above: 0,
    });
  return [
    on('subscription-errors', 'DeliveryErrors', `CloudWatch Logs cannot write ${logGroup} to ${to.name}`),
    on('subscription-throttled', 'DeliveryThrottling', `CloudWatch Logs is throttled at ${to.name} with ${logGroup}`),
  ];
}

function subscriptionRole({ names, subscriptions, settings }: Topology): Resource {
  const streams = [...new Set(subscriptions.map(({ stream: { name } }) => name))];
  const key = settings.kms.streams;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: names.role('subscription'),
      AssumeRolePolicyDocument: assumedBy('logs.amazonaws.com', {
        StringLike: { 'aws:SourceArn': arnHere('logs', '*') },
      }),
      Policies: [
        {
          PolicyName: 'put-records',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              // @see CloudWatch Logs user guide, "Subscription filters with Kinesis Data Streams"
              allow(['kinesis:PutRecord'], streams.map(streamArn)),
              ...useKey('kinesis', key, ['kms:GenerateDataKey']),
            ],
          },
        },
      ],
    },
  };
}

function assumedBy(service: string, condition: object) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', Condition: condition }],
  };
}

/** CloudFormation waits for what is in the same template. */
function dependOnStream(to: Stream) {
  return to.owned ? { DependsOn: streamLogicalId(to) } : {};
}
