import { daysInMonth } from './calendar.ts';
import { comparable, type Decimal, integerOf } from './number-token.ts';

/** The parts of a text that are read so far. Of a part that comes twice the last one counts. */
export interface Reading {
  /** May be changed by a rule for those that follow (`GMT+3` turns its sign, where signs are turned). */
  readonly tokens: string[];
  /** Numbers of the date in the order of the text, not yet told apart. */
  readonly dateNumbers: number[];
  /** Index in `dateNumbers` of what can only be the year (three digits or more). */
  yearAt: number | undefined;
  /** Index in `dateNumbers` of a month that came by name. */
  monthAt: number | undefined;
  /** The year was written with its century: below 100 it is one of antiquity. */
  hasCentury: boolean;
  /** Monday is 0. */
  weekday: number | undefined;
  hour: number | undefined;
  minute: number | undefined;
  second: number | undefined;
  micros: number | undefined;
  zoneName: string | undefined;
  /** Seconds east of UTC. */
  offsetS: number | undefined;
  /** Why the text is refused; the first reason stays. */
  problem: string | undefined;
  /** Whether `GMT+3` is three hours west, as dateutil and POSIX read it; else it is three hours east. */
  readonly turnsSign: boolean;
}

export function createReading(tokens: string[], turnsSign: boolean): Reading {
  return {
    tokens,
    dateNumbers: [],
    yearAt: undefined,
    monthAt: undefined,
    hasCentury: false,
    weekday: undefined,
    hour: undefined,
    minute: undefined,
    second: undefined,
    micros: undefined,
    zoneName: undefined,
    offsetS: undefined,
    problem: undefined,
    turnsSign,
  };
}

/** Takes a token as a part of the date; three digits or more are a year with its century. */
export function addDateText(reading: Reading, text: string | undefined): void {
  const value = readInteger(reading, text);
  if (text === undefined || text.length < 3) addNumber(reading, value);
  else addFullYear(reading, text);
}

/** An integer, or a refusal (and NaN). */
export function readInteger(reading: Reading, text: string | undefined): number {
  const value = integerOf(text);
  if (Number.isNaN(value)) refuse(reading, text === undefined ? 'it ends too early' : 'a whole number is missing');
  return value;
}

/** Refuses the text; reading stops behind the current token. */
export function refuse(reading: Reading, problem: string): void {
  reading.problem ??= problem;
}

function addNumber(reading: Reading, value: number): void {
  reading.dateNumbers.push(value);
  if (reading.dateNumbers.length > 3) refuse(reading, 'it has more than three numbers for year, month and day');
}

/** Takes digits that are a year with its century, whatever their number. */
export function addFullYear(reading: Reading, text: string): void {
  reading.hasCentury = true;
  addYear(reading, readInteger(reading, text));
}

function addYear(reading: Reading, value: number): void {
  if (reading.yearAt !== undefined) refuse(reading, 'it has two years');
  reading.yearAt = reading.dateNumbers.length;
  addNumber(reading, value);
}

/** Takes the year of `Jan of 03`: certainly a year, with a century only if it has three digits. */
export function addNamedYear(reading: Reading, text: string): void {
  addYear(reading, readInteger(reading, text));
}

/** Takes a value as a part of the date; its fraction is dropped, and above 100 it is a year. */
export function addDateValue(reading: Reading, value: Decimal): void {
  if (comparable(value) > 100) {
    reading.hasCentury = true;
    addYear(reading, value.whole);
  } else addNumber(reading, value.whole);
}

/** Takes a month that came by name. */
export function addMonth(reading: Reading, month: number): void {
  if (reading.monthAt !== undefined) refuse(reading, 'it has two months');
  reading.monthAt = reading.dateNumbers.length;
  addNumber(reading, month);
}

/** Whether the value could be the day of what the date has so far. */
export function couldBeDay({ dateNumbers, monthAt, yearAt }: Reading, value: Decimal): boolean {
  const day = comparable(value);
  if (monthAt === undefined) return day >= 1 && day <= 31;
  const year = yearAt === undefined ? 2000 : (dateNumbers[yearAt] ?? 2000);
  return day >= 1 && day <= daysInMonth(year, dateNumbers[monthAt] ?? 0);
}
