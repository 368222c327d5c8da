/** Python's `int` refuses longer texts. @see https://docs.python.org/3/library/stdtypes.html#int-max-str-digits */
const MAX_INT_DIGITS = 4300;
/** Significant digits of Python's default decimal context, which `1.5 h` is computed in. */
const DECIMAL_DIGITS = 28;

/** A token's value: whole part, and the digits behind the point. */
export interface Decimal {
  readonly whole: number;
  readonly fraction: string;
}

const NUMBER = /^[0-9]+(?:\.[0-9]+)?$/;
const NOT_FINITE = /^(?:nan|inf|infinity)$/i;
const DIGITS = /^[0-9]+$/;

/** Whether a token counts as a number; `nan` and `inf` do, and then fail. */
export function isNumberToken(token: string): boolean {
  return NUMBER.test(token) || NOT_FINITE.test(token);
}

/** The value of a decimal number's token; `undefined` for any other token. */
export function decimalOf(token: string | undefined): Decimal | undefined {
  if (token === undefined || !NUMBER.test(token)) return undefined;
  const point = token.indexOf('.');
  if (point < 0) return { whole: Number(token), fraction: '' };
  return { whole: Number(token.slice(0, point)), fraction: token.slice(point + 1) };
}

/** The value of a text of ASCII digits; NaN for any other text. */
export function integerOf(text: string | undefined): number {
  return text !== undefined && text.length <= MAX_INT_DIGITS && DIGITS.test(text) ? Number(text) : Number.NaN;
}

/** Whether Python's `isdigit` holds: decimal digits of any script, and the odd ones that are no number. */
export function isDigits(token: string): boolean {
  return /^[0-9\u00b2]+$/.test(token);
}

/** A number that compares with every integer as the value does. */
export function comparable(value: Decimal): number {
  return hasFraction(value) ? value.whole + 0.5 : value.whole;
}

export function hasFraction(value: Decimal): boolean {
  return /[1-9]/.test(value.fraction);
}

/**
 * Sixtieths in the fraction of a labelled value (`1.5h` is 30 minutes), cut downwards. Rounded as Python's decimals
 * are, so that `.99999999999999999999999999999` is 60.
 */
export function sixtiethsOf({ fraction }: Decimal): number {
  const firstDigit = fraction.search(/[1-9]/);
  if (firstDigit < 0 || firstDigit > DECIMAL_DIGITS) return 0;
  const keep = firstDigit + DECIMAL_DIGITS + 2;
  // What is cut off only matters to the rounding as "something more than half".
  const text = fraction.slice(0, keep) + (/[1-9]/.test(fraction.slice(keep)) ? '1' : '');
  const remainder = roundToContext(BigInt(text), text.length);
  const product = roundToContext(remainder.digits * 60n, remainder.scale);
  return Number(product.digits / 10n ** BigInt(product.scale));
}

/** `digits × 10^-scale`, rounded half to even to the context's significant digits. */
function roundToContext(digits: bigint, scale: number): { digits: bigint; scale: number } {
  const surplus = digits.toString().length - DECIMAL_DIGITS;
  if (surplus <= 0) return { digits, scale };
  const unit = 10n ** BigInt(surplus);
  const rest = (digits % unit) * 2n;
  const kept = digits / unit;
  const up = rest > unit || (rest === unit && kept % 2n === 1n);
  return { digits: up ? kept + 1n : kept, scale: scale - surplus };
}

/** Whether Python can split the value into whole and fraction at all: its quotient must fit the context. */
export function isSplittable({ whole }: Decimal): boolean {
  return whole < 10 ** DECIMAL_DIGITS;
}
