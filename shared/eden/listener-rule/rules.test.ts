import { rulesForHost, targetGroupsOf } from '../aws/rule-scope.ts';
import type { Rule } from '../aws/types.ts';
import { countRules, freePriorities, hostMatches, shadowingRule } from './rules.ts';

function rule(priority: number, hosts: readonly string[], more: Partial<Rule> = {}): Rule {
  return {
    RuleArn: `rule-${priority}`,
    Priority: String(priority),
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [...hosts] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: `group-${priority}` }],
    ...more,
  };
}
const fallback: Rule = { RuleArn: 'default', Priority: 'default', IsDefault: true, Conditions: [], Actions: [] };
const host = 'api-foo.dev.example.com';

it.each([
  ['api-foo.dev.example.com', true],
  ['API-FOO.dev.example.com', true],
  ['*.dev.example.com', true],
  ['api-???.dev.example.com', true],
  ['api-fo?.dev.example', false],
  ['apixfoo.dev.example.com', false],
  ['*', true],
])('host pattern %s matches: %s', (pattern, matches) => {
  expect(hostMatches(pattern, host)).toBe(matches);
});

it.each([
  ['an earlier wildcard shadows', [rule(5, ['*.dev.example.com'])], 'rule-5'],
  ['a later one does not', [rule(20, ['*.dev.example.com'])], undefined],
  [
    'one with a path of its own does not',
    [rule(5, ['*'], { Conditions: [{ Field: 'path-pattern', Values: ['/x/*'] }] })],
    undefined,
  ],
  ['one for all paths does', [rule(5, [], { Conditions: [{ Field: 'path-pattern', Values: ['/*'] }] })], 'rule-5'],
  ['the default rule does not', [fallback], undefined],
  ['our own does not', [rule(7, [host])], undefined],
])('%s', (_what, rules, arn) => {
  expect(shadowingRule(rules, host, { below: 10, own: new Set(['rule-7']) })?.RuleArn).toBe(arn);
});

it('free priorities stand before what would shadow them, start where the seed says and leave out none', () => {
  const rules = [fallback, rule(2, ['a.example.com']), rule(6, ['*.dev.example.com'])];
  expect(freePriorities(rules, host, 0)).toEqual([1, 3, 4, 5]);
  expect(freePriorities(rules, host, 0.6)).toEqual([4, 5, 1, 3]);
  expect(freePriorities([rule(1, ['*'])], host, 0.5)).toEqual([]);
  expect(new Set(freePriorities([], host, 0.999)).size).toBe(1000);
});

it('rules of a host, their target groups and their number', () => {
  const weighted = rule(3, [host], {
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'w' }] } }],
  });
  const rules = [fallback, weighted, rule(4, ['other.example.com'])];
  expect(rulesForHost(rules, host.toUpperCase())).toEqual([weighted]);
  expect(targetGroupsOf(weighted)).toEqual(['w']);
  expect(countRules(rules)).toBe(2);
});
