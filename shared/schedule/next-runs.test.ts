import { doubledTimes, nextRuns, skippedTimes } from './next-runs.ts';
import { parseSchedule, type Schedule } from './parse-schedule.ts';

/** Examples that AWS publishes: EventBridge, Scheduler, CloudWatch Logs, Systems Manager, Backup. From Thursday, 2026-01-01T00:00Z. */
const PUBLISHED: readonly (readonly [string, ...string[]])[] = [
  ['cron(0 10 * * ? *)', '2026-01-01T10:00', '2026-01-02T10:00'],
  ['cron(15 12 * * ? *)', '2026-01-01T12:15', '2026-01-02T12:15'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00'],
  ['cron(0 8 1 * ? *)', '2026-01-01T08:00', '2026-02-01T08:00'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:15', '2026-01-01T00:30'],
  ['cron(0/10 * ? * MON-FRI *)', '2026-01-01T00:10', '2026-01-01T00:20'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-01-01T08:00', '2026-01-01T08:05'],
  ['cron(0/30 20-23 ? * MON-FRI *)', '2026-01-01T20:00', '2026-01-01T20:30'],
  ['cron(0 9 ? * 2#1 *)', '2026-01-05T09:00', '2026-02-02T09:00'],
  ['cron(0 0/4 * * ? *)', '2026-01-01T04:00', '2026-01-01T08:00'],
  ['cron(15 10 ? * 6L 2022-2027)', '2026-01-30T10:15', '2026-02-27T10:15'],
  ['cron(0 9 * * ? *)', '2026-01-01T09:00'],
  ['cron(0 */6 * * ? *)', '2026-01-01T06:00', '2026-01-01T12:00'],
  ['cron(30 2 * * ? *)', '2026-01-01T02:30'],
  ['cron(0 9-17 ? * MON-FRI *)', '2026-01-01T09:00', '2026-01-01T10:00'],
  ['cron(0 8,12,17 ? * MON-FRI *)', '2026-01-01T08:00', '2026-01-01T12:00', '2026-01-01T17:00', '2026-01-02T08:00'],
  ['cron(0 12 ? * SUN *)', '2026-01-04T12:00'],
  ['cron(0 9 ? * MON *)', '2026-01-05T09:00'],
  ['cron(0 23 ? * FRI *)', '2026-01-02T23:00'],
  ['cron(0 0 1 * ? *)', '2026-02-01T00:00'],
  ['cron(0 9 L * ? *)', '2026-01-31T09:00', '2026-02-28T09:00'],
  ['cron(0 10 1 1,4,7,10 ? *)', '2026-01-01T10:00', '2026-04-01T10:00'],
  ['cron(*/15 * * * ? *)', '2026-01-01T00:15'],
  ['cron(0,30 * * * ? *)', '2026-01-01T00:30', '2026-01-01T01:00'],
  ['cron(0 2 ? * SUN *)', '2026-01-04T02:00'],
  ['cron(0 16 ? * TUE#3 *)', '2026-01-20T16:00', '2026-02-17T16:00'],
  ['cron(0 10 ? * THU *)', '2026-01-01T10:00', '2026-01-08T10:00'],
  ['cron(0/30 * * * ? *)', '2026-01-01T00:30'],
  ['cron(0 0/1 * * ? *)', '2026-01-01T01:00'],
  ['cron(15 10 ? * * *)', '2026-01-01T10:15'],
  ['cron(0 2 ? * 7#3 *)', '2026-01-17T02:00', '2026-02-21T02:00'],
  ['cron(0 5 ? * * *)', '2026-01-01T05:00'],
  ['cron(0 5 ? * SUN *)', '2026-01-04T05:00'],
  ['cron(0 5 1 * ? *)', '2026-01-01T05:00', '2026-02-01T05:00'],
  ['cron(0 20 3W * ? *)', '2026-01-02T20:00', '2026-02-03T20:00'],
  ['cron(0 0 ? * L *)', '2026-01-03T00:00', '2026-01-10T00:00'],
  ['cron(1/10 * * * ? *)', '2026-01-01T00:01', '2026-01-01T00:11'],
  ['cron(0 0 1-15 JAN,FEB,MAR ? *)', '2026-01-02T00:00', '2026-01-03T00:00'],
  ['cron(0 9 ? * 3#2 *)', '2026-01-13T09:00', '2026-02-10T09:00'],
  ['cron(5 8 ? * SUN,SAT 2026)', '2026-01-03T08:05', '2026-01-04T08:05'],
  ['cron(0 12 29 2 ? *)', '2028-02-29T12:00', '2032-02-29T12:00'],
  ['cron(0 3 31 * ? *)', '2026-01-31T03:00', '2026-03-31T03:00'],
  ['at(2026-11-20T13:00:00)', '2026-11-20T13:00'],
];

const NEW_YEAR = Date.UTC(2026, 0, 1);
const YEAR_MS = 366 * 86_400_000;

function scheduleOf(expression: string): Schedule {
  const parsed = parseSchedule(expression);
  if (parsed.status === 'wrong') throw new Error(parsed.problems.join('; '));
  return parsed.schedule;
}

function runsIn(expression: string, timezone: string, after: string, count: number): readonly string[] {
  return nextRuns(scheduleOf(expression), { timezone }, Date.parse(after), count).map(toText);
}

function toText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}`;
}

describe('nextRuns', () => {
  it.each(PUBLISHED)('%s', (expression, ...expected) => {
    const runs = nextRuns(scheduleOf(expression), { timezone: 'UTC' }, NEW_YEAR, expected.length);
    expect(runs.map(toText)).toEqual(expected);
  });

  it.each([
    ['rate(5 minutes)', ['2026-01-01T00:05', '2026-01-01T00:10']],
    ['rate(1 hour)', ['2026-01-01T01:00', '2026-01-01T02:00']],
    ['rate(7 days)', ['2026-01-08T00:00', '2026-01-15T00:00']],
  ])('%s from its start on', (expression, expected) => {
    const scope = { timezone: 'UTC', startMs: NEW_YEAR };
    expect(nextRuns(scheduleOf(expression), scope, NEW_YEAR, 2).map(toText)).toEqual(expected);
    expect(nextRuns(scheduleOf(expression), scope, NEW_YEAR - YEAR_MS, 1)).toEqual([NEW_YEAR]);
  });

  it('reads the expression in the zone', () => {
    expect(runsIn('cron(0 3 * * ? *)', 'Asia/Tokyo', '2026-01-01T00:00Z', 2)).toEqual([
      '2026-01-01T18:00',
      '2026-01-02T18:00',
    ]);
    expect(runsIn('at(2026-07-01T09:00:00)', 'Europe/Berlin', '2026-01-01T00:00Z', 2)).toEqual(['2026-07-01T07:00']);
  });

  it('leaves out a time that the clocks skip', () => {
    expect(runsIn('cron(30 2 * * ? *)', 'America/New_York', '2026-03-07T00:00Z', 3)).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
      '2026-03-10T06:30',
    ]);
  });

  it('runs once at a time that there is twice', () => {
    expect(runsIn('cron(30 1 * * ? *)', 'America/New_York', '2026-10-31T00:00Z', 3)).toEqual([
      '2026-10-31T05:30',
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ]);
  });

  it('ends with the schedule, and never starts where no day fits', () => {
    const scope = { timezone: 'UTC', endMs: Date.UTC(2026, 0, 2, 10) };
    expect(nextRuns(scheduleOf('cron(0 10 * * ? *)'), scope, NEW_YEAR, 9)).toHaveLength(2);
    expect(nextRuns(scheduleOf('cron(0 10 30 2 ? *)'), { timezone: 'UTC' }, NEW_YEAR, 1)).toEqual([]);
    expect(nextRuns(scheduleOf('cron(0 10 * * ? 2025)'), { timezone: 'UTC' }, NEW_YEAR, 1)).toEqual([]);
  });
});

describe('times around a change of the clocks', () => {
  it.each([
    ['cron(30 2 * * ? *)', 'America/New_York', ['3-8 2:30'], []],
    ['cron(0/30 1 * * ? *)', 'America/New_York', [], ['11-1 1:0', '11-1 1:30']],
    ['cron(30 2 * * ? *)', 'Asia/Tokyo', [], []],
    ['cron(15 0 * * ? *)', 'America/Santiago', ['9-6 0:15'], []],
    ['rate(1 hour)', 'America/New_York', [], []],
  ])('%s in %s', (expression, timezone, skipped, doubled) => {
    const schedule = scheduleOf(expression);
    const until = NEW_YEAR + YEAR_MS;
    const text = ({ month, day, hour, minute }: { month: number; day: number; hour: number; minute: number }) =>
      `${month}-${day} ${hour}:${minute}`;
    expect(skippedTimes(schedule, timezone, NEW_YEAR, until).map(text)).toEqual(skipped);
    expect(doubledTimes(schedule, timezone, NEW_YEAR, until).map(text)).toEqual(doubled);
  });
});
