import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { targetGroupStep } from './step.ts';

it('makes the clone with the reference’s settings and the profile’s delay', async () => {
  const state = seedMemory();
  const run = await startMemoryCreate(state);
  expect(await targetGroupStep.apply(run)).toEqual({ status: 'done' });
  const arn = run.made.targetGroupArn ?? '';
  expect(state.groups.get(arn)).toMatchObject({ TargetGroupName: 'dev-dynamic-foo', HealthCheckPath: '/health' });
  expect(state.attributes.get(arn)).toEqual([
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'deregistration_delay.timeout_seconds', Value: '5' },
  ]);
});

it.each([
  ['its own, whose answer was lost', true],
  ['someone else’s', false],
])('a target group of this name since preflight is %s', async (_what, isOwn) => {
  const run = await startMemoryCreate(seedMemory());
  const arn = 'arn:group';
  const aws = {
    ...run.aws,
    createTargetGroup: async () => ({ status: 'exists' }) as const,
    describeTargetGroup: async () => ({ TargetGroupArn: arn }),
    describeElbTags: async () => ({ [arn]: isOwn ? run.tags : { 'eden:owner': 'other' } }),
    modifyTargetGroupAttributes: async () => {},
  };
  const result = await targetGroupStep.apply({ ...run, aws });
  expect(result).toMatchObject(
    isOwn ? { status: 'done' } : { status: 'refused', problems: [{ code: 'owned_by_other' }] },
  );
});

it('a target group that stays in use is told', async () => {
  const run = await startMemoryCreate(seedMemory());
  await targetGroupStep.apply(run);
  const arn = run.made.targetGroupArn ?? '';
  const aws = { ...run.aws, deleteTargetGroup: async () => 'in_use' as const };
  const existing = { ...run.found.existing, targetGroup: { TargetGroupArn: arn } };
  const undo = { ...run, aws, existing, alb: run.found.alb, good: undefined, host: run.found.host };
  const problems = [{ code: 'aws', message: `Target group ${arn} is still in use by a listener rule.` }];
  expect(await targetGroupStep.undo(undo)).toEqual({ status: 'refused', problems });
});
