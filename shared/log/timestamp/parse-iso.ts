import { daysInMonth, daysSinceEpoch, SECONDS_PER_DAY } from './calendar.ts';
import type { Moment } from './moment.ts';

const ZERO = 48;
const FRACTION_AT = 19;
const MICROS_DIGITS = 6;

const isDigitAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= ZERO + 9;
};

/** Two digits as a number; NaN if there are none. */
const twoDigits = (text: string, at: number): number =>
  isDigitAt(text, at) && isDigitAt(text, at + 1)
    ? (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO
    : Number.NaN;

const isChar = (text: string, at: number, first: string, second: string): boolean => {
  const char = text[at];
  return char === first || char === second;
};

/** Seconds of `YYYY-MM-DD[T ]HH:MM:SS` at the head of the text; NaN if it is not that. */
const headSeconds = (text: string): number => {
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return Number.NaN;
  if (!isChar(text, 10, 'T', ' ')) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // Written so that NaN fails.
  const exists = year >= 1 && day >= 1 && day <= daysInMonth(year, month) && hour < 24 && minute < 60 && second < 60;
  return exists ? daysSinceEpoch(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second : Number.NaN;
};

/** Seconds of the offset that the text ends in: `Z`, `+05:30`, `+0530`, `+05`; NaN for anything else. */
const offsetSeconds = (text: string, at: number): number => {
  const rest = text.length - at;
  if (rest === 1) return text[at] === 'Z' ? 0 : Number.NaN;
  if (!isChar(text, at, '+', '-')) return Number.NaN;
  const hours = twoDigits(text, at + 1);
  let minutes = Number.NaN;
  if (rest === 3) minutes = 0;
  else if (rest === 5) minutes = twoDigits(text, at + 3);
  else if (rest === 6 && text[at + 3] === ':') minutes = twoDigits(text, at + 4);
  if (!(hours < 24 && minutes < 60)) return Number.NaN;
  return (hours * 60 + minutes) * (text[at] === '-' ? -60 : 60);
};

/**
 * Reads the ISO 8601 forms that logs nearly always carry, in a tenth of the grammar's time:
 * `YYYY-MM-DD[T ]HH:MM:SS[.,f…][[ ]±HH[[:]MM]|Z]`. `undefined` is no judgement: the grammar is asked then.
 */
export const parseIso = (text: string): Moment | undefined => {
  const localS = headSeconds(text);
  if (Number.isNaN(localS)) return undefined;
  let at = FRACTION_AT;
  let micros = 0;
  if (isChar(text, at, '.', ',')) {
    let unit = 10 ** (MICROS_DIGITS - 1);
    for (at += 1; isDigitAt(text, at); at += 1) {
      micros += (text.charCodeAt(at) - ZERO) * unit;
      unit = Math.floor(unit / 10);
    }
    if (at === FRACTION_AT + 1) return undefined;
  }
  if (at === text.length) return { localS, micros, offsetS: undefined };
  if (text[at] === ' ' && text.length > at + 1) at += 1;
  const offsetS = offsetSeconds(text, at);
  return Number.isNaN(offsetS) ? undefined : { localS, micros, offsetS };
};
