import type { EdenAws } from '../aws/ports.ts';
import type { Service } from '../aws/types.ts';
import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { serviceStep } from './step.ts';

async function apply(changes: Partial<EdenAws>) {
  const run = await startMemoryCreate(seedMemory(), changes);
  Object.assign(run.made, { targetGroupArn: 'group', taskDefinitionArn: 'revision' });
  return await serviceStep.apply(run);
}

it('tries again while the former service drains', async () => {
  const answers = ['draining', 'draining', 'created'] as const;
  let calls = 0;
  const result = await apply({ createService: async () => answers[calls++] ?? 'created' });
  expect(result).toEqual({ status: 'done' });
  expect(calls).toBe(3);
});

const other: Service = { status: 'ACTIVE', tags: [{ key: 'eden:owner', value: 'other' }] };

it.each<[string, Partial<EdenAws>, string, string]>([
  [
    'one that drains for too long',
    { createService: async () => 'draining' },
    'draining',
    'is still draining; try again.',
  ],
  [
    'a target group without a rule',
    { createService: async () => 'unlinked' },
    'aws',
    'is attached to no load balancer',
  ],
  [
    'someone else’s service of this name',
    { createService: async () => 'exists', describeService: async () => other },
    'owned_by_other',
    'eden does not touch it',
  ],
])('is refused by %s', async (_what, changes, code, message) => {
  const problems = [{ code, message: expect.stringContaining(message) }];
  expect(await apply(changes)).toMatchObject({ status: 'refused', problems });
});
