import { stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { definition } from './operator-resources.ts';
import { operatorValues } from './operator-values.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/buckets';
const used = topologyOf(stageWith(`operator: { concurrency: 7 }\nkms: { buckets: '${KEY}' }`));

it('makes nothing without its line in the stage file', () => {
  const { resources, unused } = operatorValues(topologyOf());
  expect([resources, unused.functions, unused.resources]).toEqual([{}, ['*'], ['*']]);
});

it('makes a state machine and its role, and takes no more than the setting at a time', () => {
  const { resources, unused } = operatorValues(used);
  expect(unused.functions).toEqual([]);
  expect(Object.keys(resources).sort()).toEqual(['PutBack', 'PutBackRole']);
  expect(definition(used).States.Units).toMatchObject({ MaxConcurrency: 7, ToleratedFailureCount: 3 });
  expect(definition(topologyOf(stageWith('operator: {}'))).States.Units.MaxConcurrency).toBe(10);
});

it('the function may read both buckets, write dead letters, and invoke the functions of the stage alone', () => {
  const actions = operatorValues(used).functions['work']?.statements.map(({ Action }) => Action);
  expect(actions).toEqual([
    ['s3:GetObject'],
    ['s3:ListBucket'],
    ['s3:PutObject', 's3:DeleteObject'],
    ['lambda:InvokeFunction'],
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  ]);
  const invoked = operatorValues(used).functions['work']?.statements[3]?.Resource;
  expect(invoked).toHaveLength(used.functions.length);
});

it('every state that is named is there, and a unit goes on while it is unfinished', () => {
  const { ItemProcessor } = definition(used).States.Units;
  const { States, StartAt } = ItemProcessor;
  const named = JSON.stringify(ItemProcessor).matchAll(/"(?:Next|Default|StartAt)":"(\w+)"/g);
  for (const [, name = ''] of named) expect(Object.keys(States)).toContain(name);
  expect(States.IsUnfinished.Choices).toEqual([
    { Variable: '$.answer.isUnfinished', BooleanEquals: true, Next: StartAt },
  ]);
  expect(States.Work.Retry.map(({ ErrorEquals, MaxAttempts }) => [ErrorEquals[0], MaxAttempts])).toEqual([
    ['Lambda.TooManyRequestsException', 6],
    ['StoppedError', 0],
    ['States.TaskFailed', 1],
  ]);
});
