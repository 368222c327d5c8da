import { splitNext } from './split-next.ts';

it.each([
  ['docs/runbooks/sink-stuck.md', undefined, 'docs/runbooks/sink-stuck.md'],
  ['npx --no sls deploy --stage dev (docs/deploy.md)', 'npx --no sls deploy --stage dev', 'docs/deploy.md'],
  ['baikonur letters --stage dev', 'baikonur letters --stage dev', undefined],
  ['echo $(date)', 'echo $(date)', undefined],
])('%s', (next, command, page) => {
  expect(splitNext(next)).toEqual([command, page]);
});
