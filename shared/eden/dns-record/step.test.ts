import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { recordStep } from './step.ts';

it('adds the alias and keeps other records', async () => {
  const state = seedMemory();
  const run = await startMemoryCreate(state);
  expect(await recordStep.apply(run)).toEqual({ status: 'done' });
  expect(state.records).toMatchObject([{ Type: 'TXT' }, { Type: 'A', Name: 'api-foo.dev.example.com.' }]);
});

it('is refused when someone else changes the record during the run', async () => {
  const run = await startMemoryCreate(seedMemory(), { changeRecords: async () => 'stale' });
  const message = 'Record api-foo.dev.example.com. in zone Z1 was changed by someone else during the run.';
  expect(await recordStep.apply(run)).toEqual({ status: 'refused', problems: [{ code: 'aws', message }] });
});
