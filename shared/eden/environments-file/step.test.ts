import type { EdenAws } from '../aws/ports.ts';
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
