import type { Topology } from '../topology/topology.ts';
import { silenceResource } from './alarm-resource.ts';
import type { Resources } from './cloudformation.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** An alarm looks back seven days at most, and needs three periods. @see PutMetricAlarm, EvaluationPeriods */
const LONGEST_INTERVAL_SECONDS = 2 * DAY_SECONDS;
const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: HOUR_SECONDS, day: DAY_SECONDS };

/** A function by the clock: its alarm's subject, name on AWS and schedule. */
interface ScheduledFunction {
  readonly id: string;
  readonly name: string;
  /** `rate(…)` or `cron(…)`. */
  readonly schedule: string;
}

/**
 * The alarm on a function that runs by the clock no more. None where it runs so seldom that CloudWatch cannot look back
 * far enough.
 */
export function notRunningResources(topology: Topology, { id, name, schedule }: ScheduledFunction): Resources {
  const intervalSeconds = longestInterval(schedule);
  if (intervalSeconds === undefined || intervalSeconds > LONGEST_INTERVAL_SECONDS) return {};
  return Object.fromEntries([
    silenceResource(topology, id, 'not-running', {
      description: `${name} runs no more by its schedule, ${schedule}`,
      namespace: 'AWS/Lambda',
      metric: 'Invocations',
      dimensions: { FunctionName: name },
      statistic: 'Sum',
      periodSeconds: Math.max(HOUR_SECONDS, Math.ceil(intervalSeconds / HOUR_SECONDS) * HOUR_SECONDS),
    }),
  ]);
}

/** The longest time between two runs, in seconds; `undefined` where some days have none. */
function longestInterval(schedule: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (rate !== null) return Number(rate[1]) * (UNIT_SECONDS[rate[2] ?? ''] ?? 0);
  return /^cron\(\S+ \S+ (\*|\?) \* (\*|\?) \*\)$/.test(schedule) ? DAY_SECONDS : undefined;
}
