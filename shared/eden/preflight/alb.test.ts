import type { Rule } from '../aws/types.ts';
import type { Problem } from '../problem/problem.ts';
import { startMemoryCreate } from '../testing/memory-run.ts';
import { seedMemory } from '../testing/memory-state.ts';
import { checkRules } from './alb.ts';

const host = 'api-foo.dev.example.com';
const limits = { rules: 3, targetGroups: 3 };

function rule(priority: number, value: string, group = `group-${priority}`): Rule {
  return {
    RuleArn: `rule-${priority}`,
    Priority: String(priority),
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [value] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: group }],
  };
}

it.each<[string, readonly Rule[], string | undefined]>([
  ['a free listener', [], undefined],
  ['rules of others', [rule(1, 'a'), rule(2, 'b')], undefined],
  ['as many rules as there may be', [rule(1, 'a', 'g'), rule(2, 'b', 'g'), rule(3, 'c', 'g')], 'holds 3 rules of 3'],
  [
    'as many target groups as there may be',
    [
      rule(1, 'a'),
      { ...rule(2, 'b'), Actions: [...(rule(2, 'b').Actions ?? []), { Type: 'forward', TargetGroupArn: 'more' }] },
    ],
    'holds 3 target groups of 3',
  ],
  ['a rule in front that takes every host', [rule(1, '*.example.com')], 'rule-1 comes first and takes every request'],
])('preflight with %s', async (_what, allRules, message) => {
  const run = await startMemoryCreate(seedMemory());
  const problems: Problem[] = [];
  const existing = { ...run.found.existing, rules: [], allRules };
  checkRules(run, { existing, host, limits, listenerArn: 'listener' }, (...found) => problems.push(...found));
  expect(problems.map((problem) => problem.message)).toEqual(
    message === undefined ? [] : [expect.stringContaining(message)],
  );
});
