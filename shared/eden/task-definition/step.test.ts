import { AwsCallError } from '../problem/problem.ts';
import { startMemoryCreate } from '../testing/memory-run.ts';
import { definitionArn, type MemoryState, seedMemory } from '../testing/memory-state.ts';
import { taskDefinitionStep } from './step.ts';

const family = 'dev-dynamic-foo';

/** A run on an environment with so many revisions, which runs the one at `running`. */
async function often(state: MemoryState, revisions: number, running = revisions) {
  const run = await startMemoryCreate(state);
  const arns = Array.from({ length: revisions }, (_, index) => definitionArn(family, index + 1));
  for (const arn of arns) {
    state.definitions.set(arn, { taskDefinition: { taskDefinitionArn: arn, family, status: 'ACTIVE' }, tags: [] });
  }
  const service = { status: 'ACTIVE', taskDefinition: definitionArn(family, running) };
  return { ...run, found: { ...run.found, existing: { ...run.found.existing, revisions: arns, service } } };
}

function active(state: MemoryState): number {
  const all = [...state.definitions.values()].map(({ taskDefinition }) => taskDefinition);
  return all.filter((one) => one.family === family && one.status === 'ACTIVE').length;
}

it.each([
  ['50 revisions: all stay', 50, 50, 51],
  ['52 revisions: the two oldest go', 52, 52, 51],
  ['500 revisions: five go, the rest in later runs', 500, 500, 496],
  ['the one that runs stays, however old it is', 500, 1, 497],
])('%s', async (_what, revisions, running, expected) => {
  const state = seedMemory();
  const run = await often(state, revisions, running);
  expect(await taskDefinitionStep.apply(run)).toEqual({ status: 'done' });
  expect(active(state)).toBe(expected);
  expect(run.journal.entry('taskDefinition')?.arns).toHaveLength(expected);
  expect(state.definitions.get(definitionArn(family, running))?.taskDefinition.status).toBe('ACTIVE');
});

it('a deregistration that is refused fails no create, and the revision stays in the journal', async () => {
  const state = seedMemory();
  const run = await often(state, 52);
  const deregisterTaskDefinition = () => Promise.reject(new AwsCallError('ecs:x', 'x', 'ThrottlingException', 'slow'));
  const refusing = { ...run, aws: { ...run.aws, deregisterTaskDefinition } };
  expect(await taskDefinitionStep.apply(refusing)).toEqual({ status: 'done' });
  expect(run.journal.entry('taskDefinition')?.arns).toHaveLength(53);
});
