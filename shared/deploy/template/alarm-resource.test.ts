import { topologyOf } from '../topology/testing/topology-of.ts';
import { alarmResource, queryResource, silenceResource } from './alarm-resource.ts';

const topology = topologyOf();
const METRIC = { description: 'd', namespace: 'n', metric: 'm', dimensions: {}, statistic: 'Sum' } as const;

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

it('an alarm on silence rings after two of three periods without a value, never before the first value', () => {
  const [id, { Properties }] = silenceResource(topology, 'a', 'quiet', { ...METRIC, periodSeconds: 3600 });
  expect(id).toBe('AlarmAQuiet');
  expect(Properties).toMatchObject({
    Metrics: [
      { Id: 'values', MetricStat: { Period: 3600, Stat: 'Sum' }, ReturnData: false },
      { Id: 'filled', Expression: 'FILL(values, -1)', ReturnData: true },
    ],
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    // Without any value it stays as it was: a new alarm in INSUFFICIENT_DATA, one that rings in ALARM.
    TreatMissingData: 'ignore',
  });
});

it('an alarm on a query quotes the value', () => {
  const where = ['LogGroupName', "/it's"] as const;
  const [, { Properties }] = queryResource(topology, 'a', 'b', {
    ...METRIC,
    metric: 'DeliveryErrors',
    where,
    above: 0,
  });
  expect(Properties).toMatchObject({
    Metrics: [{ Expression: `SELECT SUM(DeliveryErrors) FROM "n" WHERE LogGroupName = '/it''s'`, ReturnData: true }],
  });
});

it.each([
  [
    'each alarm tells the topics of the stage',
    "actions: ['arn:aws:sns:eu-west-1:1:ops']",
    ['arn:aws:sns:eu-west-1:1:ops'],
  ],
  [
    'and the topic of the mail address',
    "actions: ['arn:aws:sns:eu-west-1:1:ops'], email: ops@example.com",
    [
      'arn:aws:sns:eu-west-1:1:ops',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
      { 'Fn::Sub': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:app-dev-alarms' },
    ],
  ],
  ['none where they ring as one', 'actions: [], email: ops@example.com, notify: once', []],
])('%s', (_, yaml, actions) => {
  const stage = topologyOf(['stages/dev', 'actions: []', yaml]);
  const [, { Properties }] = alarmResource(stage, 'a', 'b', { ...METRIC, above: 0 });
  expect(Properties).toMatchObject({ AlarmActions: actions, OKActions: actions });
});
