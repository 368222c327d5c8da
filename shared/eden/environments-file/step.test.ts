import type { EdenAws } from '../aws/ports.ts';
import { AwsCallError } from '../problem/problem.ts';
import type { GoodState } from '../run/good-state.ts';
import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { environmentsFileStep } from './step.ts';

const key = 'config/endpoints.json';

it('starts again when the file was changed meanwhile', async () => {
  const state = seedMemory();
  const run = await startMemoryCreate(state);
  let conflicts = 2;
  const { putObject } = run.aws;
  const aws: EdenAws = {
    ...run.aws,
    putObject: async (...args) => (conflicts-- > 0 ? 'conflict' : await putObject(...args)),
  };
  expect(await environmentsFileStep.apply({ ...run, aws })).toEqual({ status: 'done' });
  expect(JSON.parse(state.objects.get(key)?.text ?? '')).toMatchObject({
    environments: [{ name: 'dev' }, { name: 'dev-dynamic-foo', api_endpoint: 'api-foo.dev.example.com' }],
    keep: 1,
  });
});

it.each<[string, Partial<EdenAws>, string, string]>([
  [
    'a text that is no JSON',
    { getObject: async () => ({ text: '{', etag: '"2"' }) },
    'unprocessable',
    'it was left untouched.',
  ],
  [
    'others who change it at every attempt',
    { putObject: async () => 'conflict' },
    'aws',
    'was changed by others at every attempt',
  ],
])('is refused by %s', async (_what, changes, code, message) => {
  const run = await startMemoryCreate(seedMemory(), changes);
  const problems = [{ code, message: expect.stringContaining(message) }];
  expect(await environmentsFileStep.apply(run)).toMatchObject({ status: 'refused', problems });
});

describe('what an item of the table says of others', () => {
  const host = 'api-foo.dev.example.com';

  async function undone(endpointInFile: string, good: Partial<GoodState> | undefined) {
    const state = seedMemory();
    const run = await startMemoryCreate(state);
    await environmentsFileStep.apply(run);
    const file = state.objects.get(key);
    if (file === undefined) throw new Error('there is no file');
    const text = file.text.replace(host, endpointInFile);
    state.objects.set(key, { ...file, text });
    const whole = good && { ruleArns: [], revisions: [], records: [], ...good };
    const { existing } = run.found;
    await environmentsFileStep.undo({ ...run, host, existing, alb: undefined, good: whole });
    return { before: text, after: state.objects.get(key)?.text };
  }

  it.each([
    ['an entry that leads to another host', 'prod.example.com', undefined],
    ['an endpoint to go back to that is another host', host, { endpoint: 'evil.example.com' }],
    ['an endpoint to go back to, of an entry of another host', 'prod.example.com', { endpoint: host }],
  ])('%s: nothing is written', async (_what, inFile, good) => {
    const { before, after } = await undone(inFile, good);
    expect(after).toBe(before);
  });

  it('its own entry goes', async () => {
    expect((await undone(host, undefined)).after).not.toContain(host);
  });
});

it.each([
  ['NoSuchBucket', 'has no entry: the environment can be deleted', { status: 'done' }],
  ['AccessDenied', 'stops the undo', 'AccessDenied'],
])('a bucket that answers %s %s', async (code, _what, expected) => {
  const run = await startMemoryCreate(seedMemory());
  await environmentsFileStep.apply(run);
  const getObject = () => Promise.reject(new AwsCallError('s3:GetObject', 's3://config', code, 'no'));
  const undo = {
    ...run,
    host: 'api-foo.dev.example.com',
    existing: run.found.existing,
    alb: undefined,
    good: undefined,
  };
  const undone = environmentsFileStep.undo({ ...undo, aws: { ...run.aws, getObject } });
  expect(await undone.catch((error: AwsCallError) => error.code)).toEqual(expected);
});
