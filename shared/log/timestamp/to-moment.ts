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
import { type Arrival, nearestDay } from './missing-date.ts';
import type { Moment } from './moment.ts';
import type { Reading } from './reading.ts';
import { type DateFields, resolveYmd } from './resolve-ymd.ts';

/** The moment of a reading, or why there is none. */
export type MomentResult =
  | { readonly status: 'ok'; readonly moment: Moment; readonly filled?: FilledDate }
  | { readonly status: 'bad'; readonly problem: string };

/** A part of the date that the text does not have and that the arrival gave. */
export type FilledDate = 'year' | 'month' | 'date';

/** How missing parts of a date are filled: as python-dateutil does, or so that the time is near to the arrival. */
export type DateFill =
  | { readonly by: 'dateutil'; readonly reference: () => CivilDate }
  | { readonly by: 'arrival'; readonly arrival: (offsetS: number | undefined) => Arrival };

type DayResult =
  | { readonly status: 'ok'; readonly days: number; readonly filled?: FilledDate }
  | { readonly status: 'bad'; readonly problem: string };

const LAST_DAY = daysSinceEpoch(MAX_YEAR, 12, 31);

/**
 * Makes a moment of what was read; missing parts of the time of day are zero.
 *
 * As dateutil fills: missing date parts come from the reference date, on which two-digit years pivot; a weekday counts
 * only where the day is missing (that day or the next such). By the arrival: see {@link nearestDay} where the year is
 * missing; a date with a year is filled as dateutil does.
 */
export function toMoment(reading: Reading, fill: DateFill): MomentResult {
  if (reading.problem !== undefined) return bad(reading.problem);
  const { hour = 0, minute = 0, second = 0, micros = 0, offsetS } = reading;
  const isTime = isTimeOfDay(hour, minute, second);
  const timeOfDayS = hour * 3600 + minute * 60 + second;
  const fields = resolveYmd(reading);
  const day =
    fill.by === 'arrival' && fields.year === undefined && isTime
      ? dayNear(reading, fields, timeOfDayS, fill.arrival(offsetS))
      : dayAsDateutil(reading, fields, fill.by === 'arrival' ? () => fill.arrival(offsetS).date : fill.reference);
  if (day.status === 'bad') return day;
  if (!isTime) return bad(`there is no time of day ${hour}:${minute}:${second}`);
  if (offsetS !== undefined && Math.abs(offsetS) >= SECONDS_PER_DAY) return bad('its offset from UTC is a day or more');
  if (day.days > LAST_DAY) return bad('its weekday lies past the year 9999');
  const moment = { localS: day.days * SECONDS_PER_DAY + timeOfDayS, micros, offsetS };
  return day.filled === undefined ? { status: 'ok', moment } : { status: 'ok', moment, filled: day.filled };
}

function bad(problem: string): { readonly status: 'bad'; readonly problem: string } {
  return { status: 'bad', problem };
}

function dayNear(reading: Reading, fields: DateFields, timeOfDayS: number, arrival: Arrival): DayResult {
  const days = nearestDay(fields, reading.weekday, timeOfDayS, arrival);
  if (days === undefined) return bad(noSuchDay(fields));
  if (fields.month !== undefined) return { status: 'ok', days, filled: 'year' };
  return { status: 'ok', days, filled: fields.day === undefined ? 'date' : 'month' };
}

function noSuchDay({ month, day }: DateFields): string {
  if (month === undefined) return `no month has a day ${day}`;
  return day === undefined ? `there is no month ${month}` : `there is no day ${day} in month ${month}`;
}

function dayAsDateutil(reading: Reading, fields: DateFields, reference: () => CivilDate): DayResult {
  const date = fillFrom(fields, reading.hasCentury, reference);
  if (!isDate(date)) return bad(`there is no day ${date.day} in month ${date.month} of year ${date.year}`);
  const days = daysSinceEpoch(date.year, date.month, date.day);
  const { weekday } = reading;
  const isMoved = weekday !== undefined && fields.day === undefined;
  return { status: 'ok', days: isMoved ? days + ((weekday - weekdayOfDay(days) + 7) % 7) : days };
}

/** Fills what the text leaves open; a day that the month does not have becomes its last. */
function fillFrom(fields: DateFields, hasCentury: boolean, reference: () => CivilDate): CivilDate {
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
