import type { Candidate } from './number-rule.ts';
import { type Decimal, decimalOf, hasFraction, integerOf, isSplittable, sixtiethsOf } from './number-token.ts';
import { type Reading, readInteger, refuse } from './reading.ts';
import { unitOf } from './vocabulary.ts';

/** The unit that a number's neighbours give it, and the last token that belongs to it. */
interface Label {
  readonly unit: number;
  readonly end: number;
}

/** Hour of the day from an hour with `am` (0) or `pm` (1); hours past 12 stay what they are. */
export function toHour(hour: number, half: number): number {
  if (half === 1 && hour < 12) return hour + 12;
  return half === 0 && hour === 12 ? 0 : hour;
}

/** Reads a value with the unit its label names: 0 hours, 1 minutes, 2 seconds; what comes after seconds is void. */
export function readLabelled({ reading, text, value }: Candidate, unit: number): void {
  if (unit === 0) readHours(reading, value);
  if (unit === 1) readMinutes(reading, text);
  if (unit === 2) readSeconds(reading, text);
}

function readHours(reading: Reading, value: Decimal): void {
  if (!isSplittable(value)) refuse(reading, 'its hours are no number');
  reading.hour = value.whole;
  if (hasFraction(value)) reading.minute = sixtiethsOf(value);
}

/** Reads `MM`, or `MM.f` with the fraction as seconds. Without a fraction the seconds are unset again. */
export function readMinutes(reading: Reading, text: string | undefined): void {
  const value = decimalOf(text);
  if (value === undefined || !isSplittable(value)) {
    refuse(reading, 'its minutes are no number');
    return;
  }
  reading.minute = value.whole;
  reading.second = hasFraction(value) ? sixtiethsOf(value) : undefined;
}

/** Reads `SS` or `SS.ffffff`; digits past the microsecond are cut off. */
export function readSeconds(reading: Reading, text: string | undefined): void {
  const point = text?.indexOf('.') ?? -1;
  if (text === undefined || point < 0) {
    reading.second = readInteger(reading, text);
    reading.micros = 0;
    return;
  }
  reading.second = readInteger(reading, text.slice(0, point));
  const digits = text.slice(point + 1, point + 7).padEnd(6, '0');
  reading.micros = integerOf(digits);
  if (Number.isNaN(reading.micros)) refuse(reading, 'the fraction of its seconds is no number');
}

/**
 * Finds the label of the number at an index: `10h`, `10 h`, else the label before it, one unit on: `10h36`,
 * and for the last number of a text `10 h 36`.
 */
export function labelOf(tokens: readonly string[], at: number): Label | undefined {
  const next = unitOf(tokens[at + 1]);
  if (next !== undefined) return { unit: next, end: at + 1 };
  const afterSpace = tokens[at + 1] === ' ' ? unitOf(tokens[at + 2]) : undefined;
  if (afterSpace !== undefined) return { unit: afterSpace, end: at + 2 };
  const isLast = at === tokens.length - 1;
  const previous = unitOf(tokens[at - 1]) ?? (isLast && tokens[at - 1] === ' ' ? unitOf(tokens[at - 2]) : undefined);
  return previous === undefined ? undefined : { unit: previous + 1, end: at };
}
