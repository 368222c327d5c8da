const NS_PER_MS = 1_000_000n;

/** The years that every reader of ISO 8601 takes: past them JavaScript writes a sign and six digits. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The millisecond that an instant lies in, before 1970 as well. */
export function epochMsOf(timeNs: bigint): number {
  return Number(timeNs / NS_PER_MS) - (timeNs < 0n && timeNs % NS_PER_MS !== 0n ? 1 : 0);
}

/**
 * A log's time as text, `2024-06-07T03:00:00.123Z`: for names, folders and people. An offset can carry a time up to a
 * day out of the years 1 to 9999 (`9999-12-31T23:59:59-23:59`); it is then told as the nearest one within them.
 * @param epochMs milliseconds since the epoch
 */
export function utcText(epochMs: number): string {
  return new Date(Math.min(Math.max(epochMs, FIRST_MS), LAST_MS)).toISOString();
}
