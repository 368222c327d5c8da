import { daysSinceEpoch, isDate, isTimeOfDay, SECONDS_PER_DAY } from './calendar.ts';
import type { Moment } from './moment.ts';
import { monthOf } from './vocabulary.ts';

const CLF = /^(\[?)(\d{2})\/([A-Za-z]{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])([01]\d|2[0-3])([0-5]\d)(\]?)$/;

/**
 * Reads the time of the Common Log Format, `10/Oct/2000:13:55:36 -0700`, with or without its brackets; `undefined`
 * for anything else and for a date or time that does not exist.
 * @see https://httpd.apache.org/docs/2.4/logs.html#common
 */
export function parseClf(text: string): Moment | undefined {
  const match = CLF.exec(text);
  if (match === null) return undefined;
  const [, open, day, monthName, year, hour, minute, second, sign, offsetHours, offsetMinutes, close] = match;
  const date = { year: Number(year), month: monthOf(monthName) ?? 0, day: Number(day) };
  const isPaired = (open === '[') === (close === ']');
  if (!isPaired || !isDate(date) || !isTimeOfDay(Number(hour), Number(minute), Number(second))) return undefined;
  const timeOfDayS = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const offsetS = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60 : 60);
  return { localS: daysSinceEpoch(date.year, date.month, date.day) * SECONDS_PER_DAY + timeOfDayS, micros: 0, offsetS };
}
