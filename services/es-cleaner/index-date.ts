/** The date at the end of an index name. */
export interface IndexDate {
  /** Epoch milliseconds at which the date's (for `YYYYMM`: its last day's) UTC day begins. */
  readonly dayStartsAtMs: number;
  /** The name before the date, separator included. */
  readonly base: string;
}

/** A date at the end of the name without a digit before it: the end of a longer number is not a date. */
const DAY = /(?<!\d)(?<year>\d{4})(?<separator>[.-]?)(?<month>\d{2})\k<separator>(?<day>\d{2})$/;
const MONTH = /(?<!\d)(?<year>\d{4})(?<month>\d{2})$/;

/** Six digits need not be a month (`logs-000001` of a rollover), so the year must be of this century. */
const MIN_YEAR_OF_MONTH = 2000;
const MAX_YEAR_OF_MONTH = 2099;

/**
 * Reads the date at the end of an index name: `YYYYMMDD`, `YYYY.MM.DD`, `YYYY-MM-DD` or `YYYYMM`. A month counts as its
 * last day, so that no log in it is younger than the index. `undefined`: the name does not end in a date.
 */
export function parseIndexDate(name: string): IndexDate | undefined {
  const match = DAY.exec(name) ?? MONTH.exec(name);
  const { year, month, day } = match?.groups ?? {};
  const dayStartsAtMs =
    day === undefined ? lastDayOf(Number(year), Number(month)) : dayOf(Number(year), Number(month), Number(day));
  if (match === null || dayStartsAtMs === undefined) return undefined;
  return { dayStartsAtMs, base: name.slice(0, match.index) };
}

function lastDayOf(year: number, month: number): number | undefined {
  const isPlausible = year >= MIN_YEAR_OF_MONTH && year <= MAX_YEAR_OF_MONTH && month >= 1 && month <= 12;
  return isPlausible ? Date.UTC(year, month, 0) : undefined;
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  // Date.UTC reads 30 February as 2 March.
  const isReal = year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? ms : undefined;
}
