import { DateTime } from 'luxon';
import { daysOf } from './cron-days.ts';
import type { Cron, Schedule, WallTime } from './parse-schedule.ts';

/** Where and when a schedule is in force. */
export interface ScheduleScope {
  /** IANA name of the zone in which the expression is read. */
  readonly timezone: string;
  /** First moment, epoch milliseconds; a rate counts from it. Absent: from `afterMs` on. */
  readonly startMs?: number;
  /** Last moment, epoch milliseconds. */
  readonly endMs?: number;
}

const MAX_RUNS = 10_000;

/**
 * The next runs after a moment, epoch milliseconds, ascending; fewer than `count` where the schedule ends. A wall-clock
 * time that a change of the clocks skips has no run, one that it doubles has one, the first.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function nextRuns(schedule: Schedule, scope: ScheduleScope, afterMs: number, count: number): readonly number[] {
  const { startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY } = scope;
  const runs: number[] = [];
  for (const run of runsOf(schedule, scope, afterMs)) {
    if (run > endMs || runs.length >= Math.min(count, MAX_RUNS)) break;
    if (run > afterMs && run >= startMs) runs.push(run);
  }
  return runs;
}

/** Wall-clock times of a cron schedule that a change of the clocks skips, from a moment on and until another. */
export function skippedTimes(
  schedule: Schedule,
  timezone: string,
  fromMs: number,
  untilMs: number,
): readonly WallTime[] {
  return clockChanges(schedule, timezone, fromMs, untilMs).filter((time) => momentOf(time, timezone) === undefined);
}

/** Wall-clock times of a cron schedule that there are twice, likewise. */
export function doubledTimes(
  schedule: Schedule,
  timezone: string,
  fromMs: number,
  untilMs: number,
): readonly WallTime[] {
  return clockChanges(schedule, timezone, fromMs, untilMs).filter((time) => isDoubled(time, timezone));
}

function runsOf(schedule: Schedule, { timezone, startMs }: ScheduleScope, afterMs: number): Iterable<number> {
  switch (schedule.kind) {
    case 'rate':
      return ratesFrom(startMs ?? afterMs, schedule.everyMs, afterMs);
    case 'at': {
      const moment = momentOf(schedule.time, timezone);
      return moment === undefined ? [] : [moment + schedule.time.second * 1000];
    }
    case 'cron':
      return cronRuns(schedule, timezone, Math.max(afterMs, startMs ?? afterMs));
  }
}

function* ratesFrom(startMs: number, everyMs: number, afterMs: number): Generator<number> {
  const passed = Math.max(0, Math.floor((afterMs - startMs) / everyMs));
  for (let run = startMs + passed * everyMs; ; run += everyMs) yield run;
}

function* cronRuns(cron: Cron, timezone: string, afterMs: number): Generator<number> {
  for (const time of wallTimes(cron, DateTime.fromMillis(afterMs, { zone: timezone }).minus({ days: 1 }))) {
    const moment = momentOf(time, timezone);
    if (moment !== undefined) yield moment;
  }
}

/** The wall-clock times of a cron expression from a day on, in ascending order. */
function* wallTimes({ years, months, days, hours, minutes }: Cron, from: { year: number; month: number; day: number }) {
  for (const year of years.filter((candidate) => candidate >= from.year)) {
    const isFirstYear = year === from.year;
    for (const month of months.filter((candidate) => !isFirstYear || candidate >= from.month)) {
      const isFirstMonth = isFirstYear && month === from.month;
      for (const day of daysOf(days, year, month).filter((candidate) => !isFirstMonth || candidate >= from.day)) {
        for (const hour of hours) for (const minute of minutes) yield { year, month, day, hour, minute };
      }
    }
  }
}

/** The first moment at which the clocks of a zone show a time; `undefined`: they never do. */
function momentOf({ year, month, day, hour, minute }: WallTime, zone: string): number | undefined {
  const found = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
  if (found.hour !== hour || found.minute !== minute) return undefined;
  return Math.min(...found.getPossibleOffsets().map((moment) => moment.toMillis()));
}

function isDoubled({ year, month, day, hour, minute }: WallTime, zone: string): boolean {
  return DateTime.fromObject({ year, month, day, hour, minute }, { zone }).getPossibleOffsets().length > 1;
}

/** The wall-clock times on and beside days at which the offset of the zone changes. */
function clockChanges(schedule: Schedule, zone: string, fromMs: number, untilMs: number): readonly WallTime[] {
  if (schedule.kind !== 'cron') return [];
  const times: WallTime[] = [];
  let day: DateTime = DateTime.fromMillis(fromMs, { zone }).startOf('day');
  for (; day.toMillis() < untilMs; day = nextDay(day)) {
    if (day.minus({ minutes: 1 }).offset === nextDay(day).offset) continue;
    for (const time of wallTimes(schedule, day)) {
      if (time.year !== day.year || time.month !== day.month || time.day !== day.day) break;
      times.push(time);
    }
  }
  return times;
}

/** Its first moment: not every day begins at 00:00. */
function nextDay(day: DateTime): DateTime {
  return day.plus({ days: 1 }).startOf('day');
}
