const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its two largest units: `8 s`, `4 min 10 s`, `34 h 12 min`, `3 d 4 h`. Negative ones are 0. */
export function formatDuration(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE_MS) return `${Math.floor(left / SECOND_MS)} s`;
  if (left < HOUR_MS) return inTwo(left, MINUTE_MS, 'min', SECOND_MS, 's');
  // A hold of 36 hours is said in hours, as it is configured.
  if (left < 3 * DAY_MS) return inTwo(left, HOUR_MS, 'h', MINUTE_MS, 'min');
  return inTwo(left, DAY_MS, 'd', HOUR_MS, 'h');
}

/** A length of time in its largest unit, rounded down, for where there is little room: `40 min`, `23 h`. */
export function formatShortDuration(ms: number): string {
  return formatDuration(ms).split(' ').slice(0, 2).join(' ');
}

function inTwo(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  const first = `${Math.floor(ms / largeMs)} ${large}`;
  return rest === 0 ? first : `${first} ${rest} ${small}`;
}
