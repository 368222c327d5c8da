import { functionOf, topologyOf } from '../topology/testing/topology-of.ts';
import { alarmResource, serviceAlarmResources } from './alarms.ts';

const topology = topologyOf(['stages/dev', 'actions: []', "actions: ['arn:aws:sns:eu-west-1:1:ops']"]);

it('a service without functions has no alarms', () => {
  expect(serviceAlarmResources(topology, 'es-sink', [])).toEqual({});
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
  const alarms = serviceAlarmResources(topology, 's3-sink', [functionOf(topology, 's3-sink-sink')]);
  expect(Object.keys(alarms)).toHaveLength(10);
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

it('an alarm looks at five minutes, unless it says otherwise', () => {
  const alarm = {
    description: 'd',
    namespace: 'n',
    metric: 'm',
    dimensions: { A: 'a', B: { Ref: 'b' } },
    statistic: 'Sum',
    above: 3,
  } as const;
  const [id, { Properties }] = alarmResource(topology, 'my-subject', 'its-name', alarm);
  const [, { Properties: slow }] = alarmResource(topology, 'a', 'b', { ...alarm, periodSeconds: 86_400, periods: 2 });
  expect(id).toBe('AlarmMySubjectItsName');
  expect(Properties).toMatchObject({
    AlarmName: 'app-dev-my-subject-its-name',
    Dimensions: [
      { Name: 'A', Value: 'a' },
      { Name: 'B', Value: { Ref: 'b' } },
    ],
    Period: 300,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
  expect(slow).toMatchObject({ Period: 86_400, EvaluationPeriods: 2 });
});
