const EPOCH = /^(?:(\d{10})(?:\.(\d+))?|(\d{13})|(\d{16})|(\d{19}))$/;

/**
 * Nanoseconds of an epoch time: its unit is told by the number of digits, 10 seconds (a fraction is allowed, cut
 * off at the nanosecond), 13 milliseconds, 16 microseconds, 19 nanoseconds. `undefined` for anything else; so a
 * sign, an exponent or another length.
 */
export function parseEpoch(digits: string): bigint | undefined {
  const match = EPOCH.exec(digits);
  if (match === null) return undefined;
  const [, seconds, fraction = '', millis, micros, nanos] = match;
  if (seconds !== undefined) return BigInt(seconds + fraction.slice(0, 9).padEnd(9, '0'));
  if (millis !== undefined) return BigInt(millis) * 1_000_000n;
  if (micros !== undefined) return BigInt(micros) * 1_000n;
  return nanos === undefined ? undefined : BigInt(nanos);
}
