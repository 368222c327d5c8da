const WEEKDAYS = numbered(
  ['mon monday', 'tue tuesday', 'wed wednesday', 'thu thursday', 'fri friday', 'sat saturday', 'sun sunday'],
  0,
);
const MONTHS = numbered(
  [
    'jan january',
    'feb february',
    'mar march',
    'apr april',
    'may',
    'jun june',
    'jul july',
    'aug august',
    'sep sept september',
    'oct october',
    'nov november',
    'dec december',
  ],
  1,
);
const UNITS = numbered(['h hour hours', 'm minute minutes', 's second seconds'], 0);
const HALVES = numbered(['am a', 'pm p'], 0);
const FILLERS = new Set([' ', ...".,;-/'", ...'at on and ad m t of st nd rd th'.split(' ')]);
const UTC_NAMES = new Set(['UTC', 'GMT', 'Z', 'z']);

/** The argument of a lookup: a token, or `undefined` past the end. */
type Token = string | undefined;

/** Monday is 0. */
export const weekdayOf = lookup(WEEKDAYS);
/** January is 1. */
export const monthOf = lookup(MONTHS);
/** Unit that a label names: 0 hours, 1 minutes, 2 seconds. */
export const unitOf = lookup(UNITS);
/** Half of the day: 0 before noon, 1 after. */
export const halfOf = lookup(HALVES);

/** Words and signs that may stand between the parts and mean nothing. */
export function isFiller(token: Token): boolean {
  return token !== undefined && FILLERS.has(token.toLowerCase());
}

/** `Jan of 2003`. */
export function isOf(token: Token): boolean {
  return token?.toLowerCase() === 'of';
}

/** Looks like the abbreviation of a zone: UTC, or up to five ASCII capitals. */
export function isZoneName(token: Token): boolean {
  return isUtcName(token) || /^[A-Z]{1,5}$/.test(token ?? '');
}

/** The zone names that mean UTC, whatever the local zone is. */
export function isUtcName(token: Token): boolean {
  return token !== undefined && UTC_NAMES.has(token);
}

function numbered(rows: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(rows.flatMap((row, index) => row.split(' ').map((word) => [word, index + first] as const)));
}

function lookup(words: ReadonlyMap<string, number>) {
  return (token: Token): number | undefined => (token === undefined ? undefined : words.get(token.toLowerCase()));
}
