import { functionOf, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { serviceAlarmResources } from './alarms.ts';

const topology = topologyOf(['stages/dev', 'actions: []', "actions: ['arn:aws:sns:eu-west-1:1:ops']"]);

it('a service without functions has no alarms', () => {
  expect(serviceAlarmResources(topology, [])).toEqual({});
});

it.each([
  ['AlarmS3SinkSinkIteratorAge', 'AWS/Lambda', 'IteratorAge', 30 * 60_000],
  ['AlarmS3SinkSinkErrors', 'AWS/Lambda', 'Errors', 0],
  ['AlarmS3SinkSinkThrottles', 'AWS/Lambda', 'Throttles', 0],
  ['AlarmS3SinkSinkGivenUp', 'AWS/Lambda', 'OnFailureDestinationDeliveredEventCount', 0],
  ['AlarmS3SinkSinkDropped', 'AWS/Lambda', 'DroppedEventCount', 0],
  ['AlarmS3SinkDeadLetters', 'Baikonur', 'LogsRejected', 0],
  ['AlarmS3SinkRetriesExhausted', 'Baikonur', 'RetriesExhausted', 0],
  ['AlarmS3SinkHeld', 'Baikonur', 'ShardHeldMs', 60 * 60_000],
  ['AlarmS3SinkLedgerMismatch', 'Baikonur', 'LedgerMismatch', 0],
  ['AlarmS3SinkProgressTruncated', 'Baikonur', 'ProgressTruncated', 0],
])('%s watches %s %s above %d', (id, Namespace, MetricName, Threshold) => {
  const alarms = serviceAlarmResources(topology, [functionOf(topology, 's3-sink-sink')]);
  expect(Object.keys(alarms)).toHaveLength(11);
  expect(alarms[id]).toMatchObject({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace,
      MetricName,
      Threshold,
      AlarmActions: ['arn:aws:sns:eu-west-1:1:ops'],
      OKActions: ['arn:aws:sns:eu-west-1:1:ops'],
    },
  });
});

it('a mapping that stopped is an alarm: its metric has no value any more; a mapping that is deployed off has none', () => {
  const sink = [functionOf(topology, 's3-sink-sink')];
  expect(serviceAlarmResources(topology, sink)['AlarmS3SinkSinkMappingStopped']?.Properties).toMatchObject({
    Metrics: [
      { MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'PolledEventCount' } }, ReturnData: false },
      { Expression: 'FILL(values, -1)', ReturnData: true },
    ],
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 0,
  });
  const off = topologyOf(stageWith('pollStreams: false'));
  const alarms = serviceAlarmResources(off, [functionOf(off, 's3-sink-sink')]);
  expect(Object.keys(alarms).filter((id) => id.includes('Mapping'))).toEqual([]);
});

it('each forwarder has alarms of its own, with its name', () => {
  const forwarders = topology.functions.filter(({ service }) => service === 'forwarders');
  const alarms = serviceAlarmResources(topology, forwarders);
  for (const [id, name] of [
    ['AlarmForwardersAppsDeadLetters', 'apps'],
    ['AlarmForwardersHoseDeadLetters', 'hose'],
  ] as const) {
    expect(alarms[id]?.Properties).toMatchObject({
      AlarmName: `app-dev-forwarders-${name}-dead-letters`,
      AlarmDescription: `forwarders-${name} writes dead letters. Runbook: docs/runbooks/dead-letters.md`,
      Dimensions: [
        { Name: 'function', Value: `app-dev-forwarders-${name}` },
        { Name: 'service', Value: 'forwarders' },
        { Name: 'stage', Value: 'dev' },
      ],
    });
  }
});
