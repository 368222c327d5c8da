import { type FieldKind, type FieldValues, readValue, readValues, wrong } from './cron-field.ts';

/** Which days of a month a cron expression means. */
export type DayRule =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  /** `L`: the last day. */
  | { readonly kind: 'last_day' }
  /** `15W`: the day from Monday to Friday that is nearest, within the month. */
  | { readonly kind: 'nearest_weekday'; readonly day: number }
  /** Days of the week: 1 is Sunday, 7 Saturday. */
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  /** `6L`: the last Friday. */
  | { readonly kind: 'last_weekday'; readonly weekday: number }
  /** `2#1`: the first Monday. */
  | { readonly kind: 'nth_weekday'; readonly weekday: number; readonly nth: number };

type ReadDays =
  | { readonly status: 'ok'; readonly rule: DayRule }
  | { readonly status: 'wrong'; readonly problem: string };

const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_OF_MONTH: FieldKind = { label: 'day of month', min: 1, max: 31 };
const DAY_OF_WEEK: FieldKind = { label: 'day of week', min: 1, max: 7, names: WEEKDAY_NAMES };
const SATURDAY = 7;
const DAYS_A_WEEK = 7;

/** Reads the two fields of days, of which exactly one must be `?`. */
export function readDays(dayOfMonth: string, dayOfWeek: string): ReadDays {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    const problem = `day of month and day of week: exactly one of them must be ?, got ${dayOfMonth} and ${dayOfWeek}`;
    return { status: 'wrong', problem };
  }
  return dayOfWeek === '?' ? readDayOfMonth(dayOfMonth.toUpperCase()) : readDayOfWeek(dayOfWeek.toUpperCase());
}

function readDayOfMonth(text: string): ReadDays {
  if (text === 'L') return { status: 'ok', rule: { kind: 'last_day' } };
  if (!text.endsWith('W')) return ruleOf(readValues(text, DAY_OF_MONTH), (days) => ({ kind: 'days', days }));
  const day = readValue(text.slice(0, -1), DAY_OF_MONTH);
  if (day !== undefined) return { status: 'ok', rule: { kind: 'nearest_weekday', day } };
  return wrong(DAY_OF_MONTH, `got ${JSON.stringify(text)}: before W stands one day, as in 15W`);
}

function readDayOfWeek(text: string): ReadDays {
  if (text === 'L') return { status: 'ok', rule: { kind: 'weekdays', weekdays: [SATURDAY] } };
  const [, last] = /^([A-Z0-9]+)L$/.exec(text) ?? [];
  const [, nthOf, nth] = /^([A-Z0-9]+)#([1-5])$/.exec(text) ?? [];
  const weekday = readValue(last ?? nthOf ?? '', DAY_OF_WEEK);
  if (weekday === undefined)
    return ruleOf(readValues(text, DAY_OF_WEEK), (weekdays) => ({ kind: 'weekdays', weekdays }));
  return {
    status: 'ok',
    rule: nth === undefined ? { kind: 'last_weekday', weekday } : { kind: 'nth_weekday', weekday, nth: Number(nth) },
  };
}

function ruleOf(read: FieldValues, toRule: (values: readonly number[]) => DayRule): ReadDays {
  return read.status === 'ok' ? { status: 'ok', rule: toRule(read.values) } : read;
}

/**
 * The days of a month that the rule means, in ascending order.
 * @param month from 1.
 */
export function daysOf(rule: DayRule, year: number, month: number): readonly number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  switch (rule.kind) {
    case 'days':
      return rule.days.filter((day) => day <= last);
    case 'last_day':
      return [last];
    case 'nearest_weekday':
      return rule.day > last ? [] : [nearestWeekday(rule.day, last, (day) => weekdayOf(year, month, day))];
    case 'weekdays':
      return range(1, last).filter((day) => rule.weekdays.includes(weekdayOf(year, month, day)));
    case 'last_weekday':
      return range(last - DAYS_A_WEEK + 1, last).filter((day) => weekdayOf(year, month, day) === rule.weekday);
    case 'nth_weekday': {
      const from = (rule.nth - 1) * DAYS_A_WEEK + 1;
      return range(from, Math.min(from + DAYS_A_WEEK - 1, last)).filter(
        (day) => weekdayOf(year, month, day) === rule.weekday,
      );
    }
  }
}

/** Saturday moves to Friday and Sunday to Monday, unless that is another month. */
function nearestWeekday(day: number, last: number, weekday: (day: number) => number): number {
  if (weekday(day) === SATURDAY) return day > 1 ? day - 1 : day + 2;
  if (weekday(day) === 1) return day < last ? day + 1 : day - 2;
  return day;
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
