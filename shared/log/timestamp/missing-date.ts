import { type CivilDate, daysInMonth, daysSinceEpoch, isDate, SECONDS_PER_DAY, weekdayOfDay } from './calendar.ts';
import type { DateFields } from './resolve-ymd.ts';

/** Arrival of the log, and how its text's clock is read. */
export interface Arrival {
  readonly epochS: number;
  /** Day of the arrival where the text's clock stands. */
  readonly date: CivilDate;
  /** Seconds since the epoch of a local time of the text. */
  readonly toEpochS: (localS: number) => number;
}

/** Clocks of senders may be ahead: a time up to a day after the arrival is not taken for one of last year. */
const MAX_AHEAD_S = SECONDS_PER_DAY;
const MONTHS_A_YEAR = 12;
/** Next year's month, and nine years before it: 29 February is missing for eight years around 1900 and 2100. */
const MAX_MONTHS_BACK = 10 * MONTHS_A_YEAR;
/** Days around the arrival among which the nearest of any weekday lies, whatever the time of day. */
const NEAREST_DAYS = 4;

/**
 * The day, counted from 1970-01-01, of a date without year that came with a log:
 * - month (and day): in the latest year that brings the time to no more than 24 h after the arrival;
 * - day alone: in the latest month that does;
 * - neither: the day (of the weekday, where there is one) that brings the time nearest to the arrival.
 * `undefined` where there is no such day, as for 30 February.
 */
export function nearestDay(
  { month, day }: DateFields,
  weekday: number | undefined,
  timeOfDayS: number,
  arrival: Arrival,
): number | undefined {
  if (month === undefined && day === undefined) return nearestToArrival(weekday, timeOfDayS, arrival);
  if (month !== undefined && (month < 1 || month > MONTHS_A_YEAR)) return undefined;
  const { date: reference } = arrival;
  const stepMonths = month === undefined ? 1 : MONTHS_A_YEAR;
  const newest = (reference.year + 1) * MONTHS_A_YEAR + (month ?? reference.month);
  for (let index = newest; index > newest - MAX_MONTHS_BACK; index -= stepMonths) {
    const date = dateOf(index, day, reference);
    if (!isDate(date)) continue;
    const days = daysSinceEpoch(date.year, date.month, date.day);
    if (arrival.toEpochS(days * SECONDS_PER_DAY + timeOfDayS) <= arrival.epochS + MAX_AHEAD_S) return days;
  }
  return undefined;
}

/** The date in a month that is counted from the year 0. */
function dateOf(index: number, day: number | undefined, reference: CivilDate): CivilDate {
  const year = Math.floor((index - 1) / MONTHS_A_YEAR);
  const month = index - year * MONTHS_A_YEAR;
  return { year, month, day: day ?? Math.min(reference.day, daysInMonth(year, month)) };
}

function nearestToArrival(weekday: number | undefined, timeOfDayS: number, arrival: Arrival): number | undefined {
  const { year, month, day } = arrival.date;
  const today = daysSinceEpoch(year, month, day);
  const distanceS = (days: number): number =>
    Math.abs(arrival.toEpochS(days * SECONDS_PER_DAY + timeOfDayS) - arrival.epochS);
  return Array.from({ length: 2 * NEAREST_DAYS + 1 }, (_, index) => today - NEAREST_DAYS + index)
    .filter((days) => weekday === undefined || weekdayOfDay(days) === weekday)
    .reduce<number | undefined>(
      (best, days) => (best === undefined || distanceS(days) < distanceS(best) ? days : best),
      undefined,
    );
}
