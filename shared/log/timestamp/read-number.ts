import { clockTime, halfDayTime, labelled, timeBehindDate } from './clock-rules.ts';
import { day, packedDate, separatedDate, sixDigits, standalone } from './date-rules.ts';
import type { NumberRule } from './number-rule.ts';
import { decimalOf } from './number-token.ts';
import { type Reading, refuse } from './reading.ts';

/** In the order in which they are asked: the first that holds reads the number. */
const RULES: readonly NumberRule[] = [
  timeBehindDate,
  sixDigits,
  packedDate,
  labelled,
  clockTime,
  separatedDate,
  standalone,
  halfDayTime,
  day,
];

/** Reads the number token at an index. Index of the last token that went into it. */
export function readNumber(reading: Reading, at: number): number {
  const text = reading.tokens[at] ?? '';
  const value = decimalOf(text);
  if (value === undefined) refuse(reading, `"${text}" is no number of a date`);
  else {
    const candidate = { reading, at, text, value };
    for (const rule of RULES) {
      const end = rule(candidate);
      if (end !== undefined) return end;
    }
    refuse(reading, `the number ${text.slice(0, 40)} has no meaning in it`);
  }
  return at;
}
