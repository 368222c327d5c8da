import { civilDate } from './calendar.ts';
import type { Arrival } from './missing-date.ts';
import { parseDateutil } from './parse-dateutil.ts';
import type { Reading } from './reading.ts';
import type { TimestampOptions } from './timestamp-options.ts';
import { type FilledDate, type MomentResult, toMoment } from './to-moment.ts';
import type { Zone } from './zone.ts';
import { type ZoneNames, zoneNamesWith } from './zone-names.ts';

type PlainOptions = Pick<TimestampOptions, 'zone' | 'zoneNames' | 'onUnknownZone' | 'onRule'>;

/**
 * A zone's long name behind its offset or abbreviation, as JavaScript's `String(new Date())` prints it in the language of
 * the machine, parentheses in it included.
 */
const LONG_ZONE_NAME = /(?<=Z|[+-]\d\d:?\d\d|\d [A-Z]{3,5}) ?\((?:[^()]|\([^()]{1,100}\)){1,100}\)$/;

/**
 * Zone, calendar and other suffixes behind an offset, as Java's `ZonedDateTime` and JavaScript's `Temporal` print them.
 * The offset alone counts.
 * @see https://www.rfc-editor.org/rfc/rfc9557#section-4.1
 */
const SUFFIXES =
  /(?<=Z|[+-]\d\d:?\d\d|:\d\d(?:[.,]\d{1,9})?[+-]\d\d) ?(?:\[!?[A-Za-z0-9._~/+:-]{1,100}(?:=[A-Za-z0-9-]{1,100})?\]){1,10}$/;

/** A sign and digits alone: to dateutil the sign is a filler, and `-1` the first of a month. */
const SIGNED_NUMBER = /^\s*[+-]\s*\d+\s*$/;

/** An abbreviation behind an offset, as Go prints times, with the reading of its monotonic clock where there is one. */
const NAME_BEHIND_OFFSET = /(?<=[+-]\d{4}) [A-Z]{3,5}(?: m=[+-]\d{1,20}\.\d{1,9})?$/;

const FILLED: Readonly<Record<FilledDate, string>> = {
  year: 'year: the latest that is no more than 24 h after the arrival',
  month: 'month: the latest that brings the day to no more than 24 h after the arrival',
  date: 'date: the day that brings the time nearest to the arrival',
};

/**
 * Creates the reader of dateutil's grammar without its quirks: the sign of `GMT+9` is as people mean it (east is
 * plus), abbreviations of zones have their offset, and missing parts of a date bring the time near to the arrival.
 */
export function createPlainReader(options: PlainOptions, zone: Zone) {
  const { onRule, zoneNames = zoneNamesWith([]) } = options;
  return (text: string, referenceMs: number): MomentResult => {
    if (SIGNED_NUMBER.test(text)) return { status: 'bad', problem: 'it is a number with a sign' };
    const reading = readText(withoutSuffix(text));
    readAbbreviation(reading, zoneNames, options);
    const arrival = (offsetS: number | undefined) => arrivalOf(offsetS, referenceMs, zone);
    const result = toMoment(reading, { by: 'arrival', arrival });
    if (result.status === 'ok' && onRule !== undefined) describe(result.filled, onRule);
    return result;
  };
}

/** Reads a text; one that is refused for a name behind its offset is read without the name. */
function readText(text: string): Reading {
  const reading = parseDateutil(text, false);
  if (reading.problem === undefined) return reading;
  const shorter = text.replace(NAME_BEHIND_OFFSET, '');
  return shorter === text ? reading : parseDateutil(shorter, false);
}

function withoutSuffix(text: string): string {
  if (text.endsWith(')')) return text.replace(LONG_ZONE_NAME, '');
  return text.endsWith(']') ? text.replace(SUFFIXES, '') : text;
}

/** A name with an offset behind it (`JST+0900`) needs no table. */
function readAbbreviation(reading: Reading, names: ZoneNames, { zone, onRule, onUnknownZone }: PlainOptions): void {
  const { zoneName, offsetS, problem } = reading;
  if (zoneName === undefined || offsetS !== undefined || problem !== undefined) return;
  reading.offsetS = names[zoneName];
  if (reading.offsetS === undefined) {
    onUnknownZone?.(zoneName);
    onRule?.(`zone ${zoneName}: unknown, read in ${zone} (TIMESTAMP_ZONES can name its offset)`);
  } else onRule?.(`zone ${zoneName}: ${offsetText(reading.offsetS)}`);
}

function offsetText(offsetS: number): string {
  const minutes = Math.abs(offsetS) / 60;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetS < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function arrivalOf(offsetS: number | undefined, referenceMs: number, zone: Zone): Arrival {
  const epochS = Math.floor(referenceMs / 1000);
  return {
    epochS,
    date: civilDate(epochS + (offsetS ?? zone.offsetAtS(epochS))),
    toEpochS: offsetS === undefined ? zone.localToEpochS : (localS) => localS - offsetS,
  };
}

function describe(filled: FilledDate | undefined, onRule: (rule: string) => void): void {
  onRule('date and time by their parts');
  if (filled !== undefined) onRule(FILLED[filled]);
}
