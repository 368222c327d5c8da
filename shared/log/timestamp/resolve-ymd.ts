import type { Reading } from './reading.ts';

/** The parts of a date that a text holds. */
export interface DateFields {
  year?: number | undefined;
  month?: number | undefined;
  day?: number | undefined;
}

/** The meaning of the numbers, in their order. */
type Order = '' | 'y' | 'm' | 'd' | 'ym' | 'my' | 'md' | 'dm' | 'ymd' | 'ydm' | 'myd' | 'mdy' | 'dmy' | 'dym';

/** Above this a number is no day, so it is the year. */
const MAX_DAY = 31;

/** Tells year, month and day apart by what is certain of them, their size and their order. */
export function resolveYmd(reading: Reading): DateFields {
  const { dateNumbers, yearAt, monthAt } = reading;
  if (dateNumbers.length === 3 && yearAt !== undefined && monthAt !== undefined) {
    return { year: dateNumbers[yearAt], month: dateNumbers[monthAt], day: dateNumbers[3 - yearAt - monthAt] };
  }
  const fields: DateFields = {};
  for (const [index, part] of [...orderOf(reading)].entries()) {
    const value = dateNumbers[index];
    if (part === 'y') fields.year = value;
    else if (part === 'm') fields.month = value;
    else fields.day = value;
  }
  return fields;
}

function orderOf(reading: Reading): Order {
  const { dateNumbers, yearAt, monthAt } = reading;
  const [first = 0, second = 0] = dateNumbers;
  switch (dateNumbers.length) {
    case 0:
      return '';
    case 1:
      if (monthAt === 0) return 'm';
      return yearAt === 0 || first > MAX_DAY ? 'y' : 'd';
    case 2:
      if (monthAt !== undefined && yearAt !== undefined) return yearAt === 0 ? 'ym' : 'my';
      return orderOfTwo(first, second, monthAt);
    default:
      return orderOfThree(reading);
  }
}

function orderOfTwo(first: number, second: number, monthAt: number | undefined): Order {
  if (monthAt === 0) return second > MAX_DAY ? 'my' : 'md';
  if (monthAt === 1) return first > MAX_DAY ? 'ym' : 'dm';
  if (first > MAX_DAY) return 'ym';
  return second > MAX_DAY ? 'my' : 'md';
}

/** Month first unless it cannot be (`13/1/20`) or the year comes first; beside a month's name the day comes first. */
function orderOfThree({ dateNumbers, yearAt, monthAt }: Reading): Order {
  const [first = 0, second = 0] = dateNumbers;
  if (monthAt === 0) return second > MAX_DAY ? 'myd' : 'mdy';
  if (monthAt === 1) return first > MAX_DAY ? 'ymd' : 'dmy';
  if (monthAt === 2) return second > MAX_DAY ? 'dym' : 'ydm';
  if (first > MAX_DAY || yearAt === 0) return 'ymd';
  return first > 12 ? 'dmy' : 'mdy';
}
