import { refuseSharedGroup } from './shared-group.ts';
import { createStrictState } from './strict-state.ts';

function rule(RuleArn: string | undefined, listener: string, group: string) {
  return { RuleArn, ListenerArn: listener, 'Actions.member.1.TargetGroupArn': group };
}

it.each([
  ['a new rule of another load balancer', rule(undefined, 'b443', 'group'), true],
  ['a new rule of another listener of the same one', rule(undefined, 'a80', 'group'), false],
  ['a new rule with another group', rule(undefined, 'b443', 'other'), false],
  ['its own rule again', rule('rule', 'unknown', 'group'), false],
])('a target group of one load balancer, and %s', (_what, input, isRefused) => {
  const state = createStrictState();
  for (const [listener, loadBalancer] of [
    ['a80', 'a'],
    ['a443', 'a'],
    ['b443', 'b'],
  ] as const) {
    state.listeners.set(listener, { loadBalancer, targetGroups: [] });
  }
  state.rules.set('rule', { listener: 'a443', priority: 1, hosts: [], targetGroups: ['group'], weights: {} });
  expect(refuseSharedGroup(state, input)?.body.includes('TargetGroupAssociationLimit') ?? false).toBe(isRefused);
});
