import { topologyOf } from '../topology/testing/topology-of.ts';
import { alarmResource } from './alarm-resource.ts';
import { oneRingResources } from './one-ring.ts';

const once = topologyOf(['stages/dev', 'actions: []', 'actions: [], email: ops@example.com, notify: once']);

function alarms(count: number, subject = 'router') {
  const alarm = { description: 'd', namespace: 'n', metric: 'm', dimensions: {}, statistic: 'Sum', above: 0 } as const;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => alarmResource(once, `${subject}-${index}`, 'errors', alarm)),
  );
}

function rulesOf(resources: ReturnType<typeof oneRingResources>): readonly string[] {
  return Object.values(resources).map(({ Properties }) => String(Properties['AlarmRule']));
}

it('a stage whose alarms ring each for themselves has none', () => {
  expect(oneRingResources(topologyOf(), 'router', alarms(2))).toEqual({});
});

it('a service without alarms has none', () => {
  expect(oneRingResources(once, 'router', {})).toEqual({});
});

it('else it rings when any of them does, and is made after them', () => {
  expect(oneRingResources(once, 'router', alarms(2))).toEqual({
    NeedsAPerson: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      DependsOn: ['AlarmRouter0Errors', 'AlarmRouter1Errors'],
      Properties: {
        AlarmName: 'app-dev-router-needs-a-person',
        AlarmDescription: 'An alarm of router rings. Runbook: docs/runbooks/needs-a-person.md',
        AlarmRule: 'ALARM("app-dev-router-0-errors") OR ALARM("app-dev-router-1-errors")',
        AlarmActions: [expect.anything()],
        OKActions: [expect.anything()],
      },
    },
  });
});

it.each([
  ['at most 100 alarms', 250, 'router', 3],
  ['at most 10,240 characters', 100, 'x'.repeat(200), 3],
])('one rule has %s', (_, count, subject, composites) => {
  const rules = rulesOf(oneRingResources(once, 'router', alarms(count, subject)));
  expect(rules).toHaveLength(composites);
  for (const rule of rules) {
    expect(rule.length).toBeLessThanOrEqual(10_240);
    expect(rule.split(' OR ').length).toBeLessThanOrEqual(100);
  }
  expect(new Set(rules.flatMap((rule) => rule.split(' OR '))).size).toBe(count);
});
