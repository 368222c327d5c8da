/**
 * When the period that an instant lies in began, counted from the epoch, UTC: a day, an hour.
 * @param timeNs nanoseconds since the epoch.
 * @param periodNs length of a period, nanoseconds.
 */
export function periodStart(timeNs: bigint, periodNs: bigint): bigint {
  const rest = timeNs % periodNs;
  // The remainder has the sign of the instant: before 1970 the period begins before it all the same.
  return timeNs - (rest < 0n ? rest + periodNs : rest);
}
