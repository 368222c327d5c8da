import type { EdenAws } from '../aws/ports.ts';
import { createMemoryAws } from '../testing/memory-aws.ts';
import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { ruleStep } from './step.ts';

const group = 'arn:aws:elasticloadbalancing:us-east-1:333333333333:targetgroup/dev01-api/1';
const host = 'api-foo.dev.example.com';

/** Applies the step; the run's target group is one that exists. */
async function apply(changes: Partial<EdenAws>, state = seedMemory()) {
  const run = await startMemoryCreate(state, changes);
  run.made.targetGroupArn = group;
  return { result: await ruleStep.apply(run), arns: run.journal.entry('rule')?.arns };
}

it('takes the next priority when one was taken meanwhile', async () => {
  const state = seedMemory();
  const asked: (number | undefined)[] = [];
  const { result, arns } = await apply(
    {
      createRule: async (request) => {
        asked.push(request.Priority);
        return asked.length < 3 ? { status: 'priority_taken' } : await createMemoryAws(state).createRule(request);
      },
    },
    state,
  );
  expect(result).toEqual({ status: 'done' });
  expect(asked).toEqual([1, 2, 3]);
  expect(state.rules.get(arns?.[0] ?? '')).toMatchObject({ Priority: '3' });
});

const own = { RuleArn: 'own', Priority: '1', Conditions: [{ Field: 'host-header', Values: [host] }] };

it.each<[string, Partial<EdenAws>, object]>([
  [
    'the quota of rules',
    { createRule: async () => ({ status: 'too_many' }) },
    { code: 'quota', message: /no more rules/ },
  ],
  [
    'another environment’s rule',
    {
      createRule: async () => ({ status: 'priority_taken' }),
      describeRules: async () => [{ ...own, Actions: [{ Type: 'forward', TargetGroupArn: 'other' }] }],
    },
    { code: 'owned_by_other', message: /Listener rule own for host/ },
  ],
])('is refused by %s', async (_what, changes, { code, message }: { code?: string; message?: RegExp }) => {
  const { result } = await apply(changes);
  expect(result).toMatchObject({
    status: 'refused',
    problems: [{ code, message: expect.stringMatching(message ?? '') }],
  });
});

it('keeps the rule that its own call made, though the answer was lost', async () => {
  const { result, arns } = await apply({
    createRule: async () => ({ status: 'priority_taken' }),
    describeRules: async () => [{ ...own, Actions: [{ Type: 'forward', TargetGroupArn: group }] }],
  });
  expect(result).toEqual({ status: 'done' });
  expect(arns).toEqual(['own']);
});
