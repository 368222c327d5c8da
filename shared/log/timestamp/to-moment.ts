import {
  type CivilDate,
  daysInMonth,
  daysSinceEpoch,
  isDate,
  isTimeOfDay,
  MAX_YEAR,
  SECONDS_PER_DAY,
  weekdayOfDay,
} from './calendar.ts';
import type { Moment } from './moment.ts';
import type { Reading } from './reading.ts';
import { type DateFields, resolveYmd } from './resolve-ymd.ts';

/** The moment of a reading, or why there is none. */
export type MomentResult =
  | { readonly status: 'ok'; readonly moment: Moment }
  | { readonly status: 'bad'; readonly problem: string };

const LAST_DAY = daysSinceEpoch(MAX_YEAR, 12, 31);

/**
 * Makes a moment of what was read: missing date parts come from the reference date, on which two-digit years pivot;
 * missing parts of the time of day are zero; a weekday counts only where the day is missing (that day or the next such).
 */
export function toMoment(reading: Reading, reference: () => CivilDate): MomentResult {
  if (reading.problem !== undefined) return bad(reading.problem);
  const { weekday, hour = 0, minute = 0, second = 0, micros = 0, offsetS } = reading;
  const fields = resolveYmd(reading);
  const date = fill(fields, reading.hasCentury, reference);
  if (!isDate(date)) return bad(`there is no day ${date.day} in month ${date.month} of year ${date.year}`);
  if (!isTimeOfDay(hour, minute, second)) return bad(`there is no time of day ${hour}:${minute}:${second}`);
  if (offsetS !== undefined && Math.abs(offsetS) >= SECONDS_PER_DAY) return bad('its offset from UTC is a day or more');
  let days = daysSinceEpoch(date.year, date.month, date.day);
  if (weekday !== undefined && fields.day === undefined) days += (weekday - weekdayOfDay(days) + 7) % 7;
  if (days > LAST_DAY) return bad('its weekday lies past the year 9999');
  const localS = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
  return { status: 'ok', moment: { localS, micros, offsetS } };
}

function bad(problem: string): MomentResult {
  return { status: 'bad', problem };
}

/** Fills what the text leaves open; a day that the month does not have becomes its last. */
function fill(fields: DateFields, hasCentury: boolean, reference: () => CivilDate): CivilDate {
  let { year, month, day } = fields;
  if (year === undefined) year = reference().year;
  else if (year < 100 && !hasCentury) year = pivotYear(year, reference().year);
  month ??= reference().month;
  day ??= Math.min(reference().day, daysInMonth(year, month));
  return { year, month, day };
}

/** The year nearest to the reference year that ends in two digits: less than 50 years ahead, at most 50 behind. */
function pivotYear(twoDigits: number, referenceYear: number): number {
  const year = Math.floor(referenceYear / 100) * 100 + twoDigits;
  if (year >= referenceYear + 50) return year - 100;
  return year < referenceYear - 50 ? year + 100 : year;
}
