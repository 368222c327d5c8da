import { topologyOf } from '../topology/testing/topology-of.ts';
import { notRunningResources } from './schedule-alarm.ts';

function periodOf(schedule: string): unknown {
  const resources = notRunningResources(topologyOf(), { id: 'es-cleaner-clean', name: 'cleaner', schedule });
  const { Metrics } = resources['AlarmEsCleanerCleanNotRunning']?.Properties ?? {};
  return (Metrics as readonly { MetricStat: { Period: number } }[] | undefined)?.[0]?.MetricStat.Period;
}

it.each([
  ['rate(1 minute)', 3600],
  ['rate(10 minutes)', 3600],
  ['rate(90 minutes)', 7200],
  ['rate(12 hours)', 43_200],
  ['rate(1 day)', 86_400],
  ['rate(2 days)', 172_800],
  ['cron(0 3 * * ? *)', 86_400],
])('%s is looked at in periods of %d seconds', (schedule, seconds) => {
  expect(periodOf(schedule)).toBe(seconds);
});

it.each(['rate(3 days)', 'rate(7 days)', 'cron(0 3 ? * SUN *)', 'cron(0 3 1 * ? *)'])(
  '%s is too seldom: CloudWatch looks back seven days at most',
  (schedule) => expect(periodOf(schedule)).toBeUndefined(),
);
