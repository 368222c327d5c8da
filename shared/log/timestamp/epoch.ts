const DECIMAL = /^\s*(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?\s*$/;
const NS_DIGITS = 19;

/** Units by the number of digits before the point. */
const UNITS: ReadonlyMap<number, EpochUnit> = new Map([
  [10, 'seconds'],
  [13, 'milliseconds'],
  [16, 'microseconds'],
  [19, 'nanoseconds'],
]);

/** The unit that an epoch time is in. */
type EpochUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

/** An epoch time and the unit that it was read in. */
export interface Epoch {
  readonly timeNs: bigint;
  readonly unit: EpochUnit;
}

/**
 * Reads an epoch time, exactly as it is written. Its unit follows from the number of digits before the point: 10
 * seconds, 13 milliseconds, 16 microseconds, 19 nanoseconds. A fraction is allowed and cut off at the nanosecond; an
 * exponent moves the point (`1.717729200123E9`, as Java prints doubles); white space around it does not count.
 * `undefined` for anything else, a sign included.
 */
export function parseEpoch(text: string): Epoch | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent] = match;
  const written = exponent === undefined ? { whole, fraction } : shifted(whole, fraction, Number(exponent));
  const unit = UNITS.get(written.whole.length);
  if (unit === undefined) return undefined;
  const digits = (written.whole + written.fraction).slice(0, NS_DIGITS).padEnd(NS_DIGITS, '0');
  return { timeNs: BigInt(digits), unit };
}

/** The digits before and behind the point once the exponent has moved it. */
function shifted(whole: string, fraction: string, exponent: number): { whole: string; fraction: string } {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return { whole: '', fraction: '' };
  return { whole: digits.slice(0, point).padEnd(point, '0').replace(/^0+/, ''), fraction: digits.slice(point) };
}
