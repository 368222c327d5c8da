import { readGoodState } from './good-state.ts';

const key = { type: 'api', name: 'dev-foo' };

it('an item without a good state goes back to nothing', () => {
  expect(readGoodState(undefined)).toEqual({ status: 'ok', good: undefined });
  expect(readGoodState(key)).toEqual({ status: 'ok', good: undefined });
});

it('a good state is read as it was written', () => {
  const good = { ruleArns: ['rule'], revisions: [], records: [] };
  expect(readGoodState({ ...key, good: JSON.stringify(good) })).toEqual({ status: 'ok', good });
});

it.each(['', '{', 'null', '[]'])('%j is never taken for none', (good) => {
  expect(readGoodState({ ...key, good })).toMatchObject({
    status: 'unreadable',
    problem: { code: 'unprocessable', message: expect.stringContaining('api/dev-foo') },
  });
});
