import type { NumberRule } from './number-rule.ts';
import { isDigits } from './number-token.ts';
import { readSeconds, toHour } from './read-clock.ts';
import {
  addDateText,
  addDateValue,
  addFullYear,
  addMonth,
  couldBeDay,
  type Reading,
  readInteger,
  refuse,
} from './reading.ts';
import { halfOf, isFiller, monthOf } from './vocabulary.ts';

/** `200314` is a date where none has begun, else `051234` and `051234.5` are a time of day. */
export const sixDigits: NumberRule = ({ reading, at, text }) => {
  if (text.length !== 6 && text.indexOf('.') !== 6) return undefined;
  if (reading.dateNumbers.length === 0 && !text.includes('.')) {
    for (const start of [0, 2, 4]) addDateText(reading, text.slice(start, start + 2));
    return at;
  }
  reading.hour = readInteger(reading, text.slice(0, 2));
  reading.minute = readInteger(reading, text.slice(2, 4));
  readSeconds(reading, text.slice(4));
  return at;
};

/** `20200314`, `202003140512`, `20200314051234`. */
export const packedDate: NumberRule = ({ reading, at, text }) => {
  if (text.length !== 8 && text.length !== 12 && text.length !== 14) return undefined;
  addFullYear(reading, text.slice(0, 4));
  addDateText(reading, text.slice(4, 6));
  addDateText(reading, text.slice(6, 8));
  if (text.length === 8) return at;
  reading.hour = readInteger(reading, text.slice(8, 10));
  reading.minute = readInteger(reading, text.slice(10, 12));
  if (text.length === 14) reading.second = readInteger(reading, text.slice(12));
  return at;
};

/** `14-03`, `2020/03/14`, `14.Mar.2020`, and the lone number of `14- `. */
export const separatedDate: NumberRule = ({ reading, at, text }) => {
  const { tokens } = reading;
  const separator = tokens[at + 1];
  if (separator !== '-' && separator !== '/' && separator !== '.') return undefined;
  addDateText(reading, text);
  const second = tokens[at + 2];
  if (second === undefined || isFiller(second)) return at + 1;
  if (isDigits(second)) addDateText(reading, second);
  else addMonthOr(reading, second, () => refuse(reading, 'its month is no month'));
  if (tokens[at + 3] !== separator) return at + 2;
  addMonthOr(reading, tokens[at + 4], (third) => addDateText(reading, third));
  return at + 4;
};

/** A number on its own: `12 am`, or a part of the date. The filler behind it is taken along. */
export const standalone: NumberRule = ({ reading, at, value }) => {
  const { tokens } = reading;
  if (at + 1 < tokens.length && !isFiller(tokens[at + 1])) return undefined;
  const half = halfOf(tokens[at + 2]);
  if (half === undefined) {
    addDateValue(reading, value);
    return at + 1;
  }
  reading.hour = toHour(value.whole, half);
  return at + 2;
};

/** `14` before something that is no filler, as in `14Mar`. */
export const day: NumberRule = ({ reading, at, value }) => {
  if (!couldBeDay(reading, value)) return undefined;
  addDateValue(reading, value);
  return at;
};

function addMonthOr(reading: Reading, text: string | undefined, add: (text: string | undefined) => void): void {
  const month = monthOf(text);
  if (month === undefined) add(text);
  else addMonth(reading, month);
}
