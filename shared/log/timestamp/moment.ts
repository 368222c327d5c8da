import type { Zone } from './zone.ts';

/** A time as a text has it: what its clock shows, and the offset where there is one. */
export interface Moment {
  /** Seconds from 1970-01-01T00:00 to the date and time of day, both taken as they stand. */
  readonly localS: number;
  readonly micros: number;
  /** Seconds east of UTC; `undefined` for a time without zone. */
  readonly offsetS: number | undefined;
}

const MAX_EXACT_S = Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000) - 1;

/** Nanoseconds since the epoch; a moment without offset is read in the zone. */
export const toEpochNs = ({ localS, micros, offsetS }: Moment, zone: Zone): bigint => {
  const epochS = offsetS === undefined ? zone.localToEpochS(localS) : localS - offsetS;
  // One BigInt instead of two, as long as a number holds the microseconds exactly (years 1684 to 2255).
  if (Math.abs(epochS) < MAX_EXACT_S) return BigInt(epochS * 1_000_000 + micros) * 1000n;
  return BigInt(epochS) * 1_000_000_000n + BigInt(micros * 1000);
};
