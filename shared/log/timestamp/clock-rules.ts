import type { NumberRule } from './number-rule.ts';
import { labelOf, readLabelled, readMinutes, readSeconds, toHour } from './read-clock.ts';
import { readInteger } from './reading.ts';
import { halfOf, unitOf } from './vocabulary.ts';

/** `20200314 05`, `20200314T0512`: with the date complete, the time of day in two or four digits. */
export const timeBehindDate: NumberRule = ({ reading, at, text }) => {
  const next = reading.tokens[at + 1];
  if (next === ':' || unitOf(next) !== undefined) return undefined;
  if (reading.dateNumbers.length !== 3 || reading.hour !== undefined) return undefined;
  if (text.length !== 2 && text.length !== 4) return undefined;
  reading.hour = readInteger(reading, text.slice(0, 2));
  if (text.length === 4) reading.minute = readInteger(reading, text.slice(2));
  return at;
};

/** `10h`, `36 m`, `10h36`. */
export const labelled: NumberRule = (candidate) => {
  const label = labelOf(candidate.reading.tokens, candidate.at);
  if (label !== undefined) readLabelled(candidate, label.unit);
  return label?.end;
};

/** `05:12`, `05:12:34.123`. */
export const clockTime: NumberRule = ({ reading, at, value }) => {
  const { tokens } = reading;
  if (tokens[at + 1] !== ':' || at + 2 >= tokens.length) return undefined;
  reading.hour = value.whole;
  readMinutes(reading, tokens[at + 2]);
  if (tokens[at + 3] !== ':' || at + 4 >= tokens.length) return at + 2;
  readSeconds(reading, tokens[at + 4]);
  return at + 4;
};

/** `12am`. */
export const halfDayTime: NumberRule = ({ reading, at, value }) => {
  const half = halfOf(reading.tokens[at + 1]);
  if (half === undefined || value.whole >= 24) return undefined;
  reading.hour = toHour(value.whole, half);
  return at + 1;
};
