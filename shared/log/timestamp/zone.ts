import { type CivilDate, civilDate, SECONDS_PER_DAY } from './calendar.ts';

/** A time zone's arithmetic, in seconds since the epoch. */
export interface Zone {
  /** Seconds east of UTC at an instant. */
  readonly offsetAtS: (epochS: number) => number;
  /**
   * The instant at which the zone's clocks show a local time. A time that comes twice is the first of the two; one that
   * is skipped is read with the offset before the change (as Python's `fold=0`).
   * @see https://peps.python.org/pep-0495/
   */
  readonly localToEpochS: (localS: number) => number;
}

const UTC: Zone = { offsetAtS: () => 0, localToEpochS: (localS) => localS };

/** No zone has changed its offset twice within a quarter of an hour. */
const BUCKET_S = 900;
const MAX_BUCKETS = 1024;

/** @throws RangeError where there is no such zone: check with {@link isTimestampZone} first. */
export function createZone(name: string): Zone {
  if (name === 'UTC') return UTC;
  if (!isTimestampZone(name)) throw new RangeError(`"${name}" is not an IANA time zone`);
  const offsetAtS = memoizeOffsets(createOffsetAtS(name));
  return {
    offsetAtS,
    localToEpochS: (localS) => {
      const before = offsetAtS(localS - SECONDS_PER_DAY);
      const after = offsetAtS(localS + SECONDS_PER_DAY);
      if (before === after || offsetAtS(localS - before) === before) return localS - before;
      return offsetAtS(localS - after) === after ? localS - after : localS - before;
    },
  };
}

/** The day that an instant lies in, by the zone's clocks. @param epochMs milliseconds since the epoch */
export function dateIn(zone: Zone, epochMs: number): CivilDate {
  const epochS = Math.floor(epochMs / 1000);
  return civilDate(epochS + zone.offsetAtS(epochS));
}

/** Whether a name is a time zone that timestamps can be read in, such as `Europe/Berlin` (IANA) or `UTC`. */
export function isTimestampZone(name: string): boolean {
  // The first use of Intl costs milliseconds of each cold start.
  if (name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Asks `Intl` what the zone's clocks show. A library for it would be a tenth of each bundle. */
function createOffsetAtS(name: string): (epochS: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochS) => {
    const wholeS = Math.floor(epochS);
    const instant = new Date(wholeS * 1000);
    if (Number.isNaN(instant.getTime())) return Number.NaN;
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const shown = new Date(0);
    shown.setUTCFullYear(year, part('month') - 1, part('day'));
    shown.setUTCHours(part('hour'), part('minute'), part('second'));
    return shown.getTime() / 1000 - wholeS;
  };
}

/** Remembers offsets by the quarter of an hour, for asking `Intl` takes microseconds. */
function memoizeOffsets(offsetAtS: (epochS: number) => number): (epochS: number) => number {
  const offsets = new Map<number, number | undefined>();
  const ask = (bucket: number): number | undefined => {
    const first = offsetAtS(bucket * BUCKET_S);
    const isSteady = first === offsetAtS(bucket * BUCKET_S + BUCKET_S - 1);
    if (offsets.size >= MAX_BUCKETS) offsets.clear();
    offsets.set(bucket, isSteady ? first : undefined);
    return isSteady ? first : undefined;
  };
  return (epochS) => {
    const bucket = Math.floor(epochS / BUCKET_S);
    const known = offsets.has(bucket) ? offsets.get(bucket) : ask(bucket);
    return known ?? offsetAtS(epochS);
  };
}
