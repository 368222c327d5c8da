import { isDigits, isNumberToken } from './number-token.ts';
import { toHour } from './read-clock.ts';
import { readNumber } from './read-number.ts';
import { canBeZoneName, readOffset, readZoneName } from './read-zone.ts';
import { addDateText, addMonth, addNamedYear, createReading, type Reading, refuse } from './reading.ts';
import { tokenize } from './tokenize.ts';
import { halfOf, isFiller, isOf, isUtcName, monthOf, weekdayOf } from './vocabulary.ts';

/**
 * Reads a text by the grammar of Python's dateutil 2.8.2 (`parser.parse` with its defaults: month before day, no
 * fuzzy reading, no names of zones but UTC's). Linear in the length of the text. A text that is refused has a
 * `problem`; whether date and time exist is not judged here.
 * @param turnsSign whether the sign behind a zone's name is turned, as dateutil does (`GMT+3` is three hours west)
 * @see https://dateutil.readthedocs.io/en/2.8.2/parser.html
 */
export function parseDateutil(text: string, turnsSign: boolean): Reading {
  const reading = createReading(tokenize(text), turnsSign);
  const { tokens } = reading;
  for (let at = 0; at < tokens.length && reading.problem === undefined; at += 1) {
    const token = tokens[at] ?? '';
    at = isNumberToken(token) ? readNumber(reading, at) : readWord(reading, at, token);
  }
  if (isEmpty(reading)) refuse(reading, 'it has no part of a date or time');
  // To dateutil a name of UTC outweighs an offset beside it: it reads `UTC +3` as UTC.
  if (turnsSign && isUtcName(reading.zoneName)) reading.offsetS = 0;
  return reading;
}

function readWord(reading: Reading, at: number, token: string): number {
  // The most frequent of the fillers is spared the questions below.
  if (token === ' ') return at;
  const weekday = weekdayOf(token);
  if (weekday !== undefined) {
    reading.weekday = weekday;
    return at;
  }
  const month = monthOf(token);
  if (month !== undefined) return readMonth(reading, at, month);
  const half = halfOf(token);
  if (half !== undefined) {
    readHalf(reading, half);
    return at;
  }
  if (canBeZoneName(reading, token)) return readZoneName(reading, at);
  if (reading.hour !== undefined && (token === '+' || token === '-')) return readOffset(reading, at);
  if (!isFiller(token)) refuse(reading, `${JSON.stringify(token.slice(0, 40))} has no meaning in it`);
  return at;
}

/** Reads `Mar`, and what belongs to it: `Mar-14`, `Mar-14-2020`, `Mar of 20`. */
function readMonth(reading: Reading, at: number, month: number): number {
  const { tokens } = reading;
  const separator = tokens[at + 1];
  addMonth(reading, month);
  if (separator === '-' || separator === '/') {
    addDateText(reading, tokens[at + 2]);
    if (tokens[at + 3] !== separator) return at + 2;
    addDateText(reading, tokens[at + 4]);
    return at + 4;
  }
  const year = tokens[at + 4];
  if (separator !== ' ' || !isOf(tokens[at + 2]) || tokens[at + 3] !== ' ' || year === undefined) return at;
  if (isDigits(year)) addNamedYear(reading, year);
  return at + 4;
}

function readHalf(reading: Reading, half: number): void {
  if (reading.hour === undefined || reading.hour > 12) refuse(reading, 'its am or pm has no hour from 0 to 12');
  else reading.hour = toHour(reading.hour, half);
}

function isEmpty(reading: Reading): boolean {
  return (
    reading.dateNumbers.length === 0 &&
    reading.weekday === undefined &&
    reading.hour === undefined &&
    reading.minute === undefined &&
    reading.second === undefined
  );
}
