import { doubledTimes, skippedTimes } from './next-runs.ts';
import type { Schedule, WallTime } from './parse-schedule.ts';

/** Effects of changes of the clocks on the runs of a schedule, from a moment on and until another; one sentence a day. */
export function clockChangeNotices(
  schedule: Schedule,
  timezone: string,
  fromMs: number,
  untilMs: number,
): readonly string[] {
  return [
    ...byDay(skippedTimes(schedule, timezone, fromMs, untilMs)).map(
      (times) => `no run at ${spanOf(times)}: the clocks skip ${pronoun(times)}`,
    ),
    ...byDay(doubledTimes(schedule, timezone, fromMs, untilMs)).map(
      (times) => `one run at ${spanOf(times)}, though the clocks show ${pronoun(times)} twice`,
    ),
  ];
}

type Times = readonly [WallTime, ...WallTime[]];

function byDay(times: readonly WallTime[]): readonly Times[] {
  const days = new Map<string, [WallTime, ...WallTime[]]>();
  for (const time of times) {
    const day = days.get(dayText(time));
    if (day === undefined) days.set(dayText(time), [time]);
    else day.push(time);
  }
  return [...days.values()];
}

/** `2027-03-14 02:00`, of several times `2027-03-14 02:00 to 02:55 (12 times)`. */
function spanOf(times: Times): string {
  const [first] = times;
  const last = times.at(-1) ?? first;
  const start = `${dayText(first)} ${clockText(first)}`;
  return times.length === 1 ? start : `${start} to ${clockText(last)} (${times.length} times)`;
}

function pronoun({ length }: Times): string {
  return length === 1 ? 'that time' : 'them';
}

function dayText({ year, month, day }: WallTime): string {
  return `${year}-${two(month)}-${two(day)}`;
}

function clockText({ hour, minute }: WallTime): string {
  return `${two(hour)}:${two(minute)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
