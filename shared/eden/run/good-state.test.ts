import { readGoodState } from './good-state.ts';

const key = { type: 'api', name: 'dev-foo' };

it('an item without a good state goes back to nothing', () => {
  expect(readGoodState(undefined)).toEqual({ status: 'ok', good: undefined });
  expect(readGoodState(key)).toEqual({ status: 'ok', good: undefined });
});

it('a good state is read as it was written', () => {
  const good = {
    ruleArns: ['rule'],
    revisions: ['dev-foo:1'],
    records: [{ Name: 'foo.', Type: 'A' }],
    targetGroupArn: 'group',
    targetGroup: { healthCheck: {}, attributes: [{ Key: 'a', Value: 'b' }] },
    forwards: { rule: [{ Type: 'forward' }] },
    service: { taskDefinition: 'dev-foo:1', desiredCount: 0 },
    endpoint: 'foo',
  };
  expect(readGoodState({ ...key, good: JSON.stringify(good) })).toEqual({ status: 'ok', good });
});

const rest = '"ruleArns":[],"revisions":[],"records":[]';

it.each([
  '',
  '{',
  'null',
  '[]',
  '{}',
  '{"ruleArns":5,"revisions":[],"records":[]}',
  '{"ruleArns":[],"revisions":[1],"records":[]}',
  '{"ruleArns":[],"revisions":[],"records":[null]}',
  `{${rest},"service":5}`,
  `{${rest},"service":{"taskDefinition":5,"desiredCount":1}}`,
  `{${rest},"endpoint":5}`,
  `{${rest},"targetGroup":{}}`,
  `{${rest},"forwards":{"rule":5}}`,
])('%j is never taken for none', (good) => {
  expect(readGoodState({ ...key, good })).toMatchObject({
    status: 'unreadable',
    problem: { code: 'unprocessable', message: expect.stringContaining('api/dev-foo') },
  });
});
