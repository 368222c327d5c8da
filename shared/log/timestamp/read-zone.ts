import { type Reading, readInteger, refuse } from './reading.ts';
import { isFiller, isUtcName, isZoneName } from './vocabulary.ts';

/** Whether a token can name the zone here: a time of day came before, and no zone yet. */
export function canBeZoneName({ hour, zoneName, offsetS }: Reading, token: string | undefined): boolean {
  return hour !== undefined && zoneName === undefined && offsetS === undefined && isZoneName(token);
}

/**
 * Reads a zone's name. With an offset behind it, `GMT` names no zone any more. To dateutil `GMT+3` means "my time plus
 * three is GMT", so there the sign behind the name is turned.
 */
export function readZoneName(reading: Reading, at: number): number {
  const { tokens } = reading;
  const name = tokens[at];
  const sign = tokens[at + 1];
  reading.zoneName = name;
  reading.offsetS = isUtcName(name) ? 0 : undefined;
  if (sign === '+' || sign === '-') {
    if (reading.turnsSign) tokens[at + 1] = sign === '+' ? '-' : '+';
    reading.offsetS = undefined;
    if (isUtcName(name)) reading.zoneName = undefined;
  }
  return at;
}

/** Reads an offset from UTC, and the name that may follow it: `-0300 (BRST)`. */
export function readOffset(reading: Reading, at: number): number {
  const { tokens } = reading;
  const { seconds, end } = readOffsetDigits(reading, at);
  reading.offsetS = tokens[at] === '-' ? -seconds : seconds;
  const [filler, open, name, close] = tokens.slice(end + 1, end + 5);
  const isNamed = isFiller(filler) && open === '(' && close === ')' && name !== undefined && name.length >= 3;
  if (!isNamed || reading.zoneName !== undefined || !isZoneName(name)) return end;
  reading.zoneName = name;
  return end + 4;
}

/** Hours and minutes behind the sign at an index, as `+0300`, `+03:00` or `+3`, and their last token. */
function readOffsetDigits(reading: Reading, at: number): { seconds: number; end: number } {
  const { tokens } = reading;
  const digits = tokens[at + 1];
  if (digits?.length === 4) {
    const hours = readInteger(reading, digits.slice(0, 2));
    return { seconds: hours * 3600 + readInteger(reading, digits.slice(2)) * 60, end: at + 1 };
  }
  const hours = readInteger(reading, digits);
  if (tokens[at + 2] === ':') return { seconds: hours * 3600 + readInteger(reading, tokens[at + 3]) * 60, end: at + 3 };
  if (digits !== undefined && digits.length > 2) refuse(reading, 'its offset from UTC is not of the form +03:00');
  return { seconds: hours * 3600, end: at + 1 };
}
