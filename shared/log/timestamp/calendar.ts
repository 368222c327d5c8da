export const SECONDS_PER_DAY = 86_400;
const MIN_YEAR = 1;
export const MAX_YEAR = 9999;

/** A day of the proleptic Gregorian calendar; January is month 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Days from 1970-01-01 to a date of the years 1 to 9999. Years are counted from March, so that the leap day comes
 * last and the lengths of the months before it follow one line (153 days in five months).
 */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((153 * marchMonth + 2) / 5) + day - 719_469;
}

/** The day of a local time, seconds since 1970-01-01T00:00. */
export function civilDate(localS: number): CivilDate {
  const local = new Date(localS * 1000);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** Weekday of a day number, Monday is 0 (1970-01-01 was a Thursday). */
export function weekdayOfDay(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

/** Whether a date exists between the years 1 and 9999. */
export function isDate({ year, month, day }: CivilDate): boolean {
  return year >= MIN_YEAR && year <= MAX_YEAR && day >= 1 && day <= daysInMonth(year, month);
}

/** Days in a month; 0 where there is no such month. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether a time of day exists; there is no 24:00 and no leap second. */
export function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}
