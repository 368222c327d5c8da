import type { CivilDate } from './calendar.ts';
import { parseClf } from './clf.ts';
import { parseEpoch } from './epoch.ts';
import { cutForError, expectedNumber, expectedText, TIMESTAMP_FORMATS, type TimestampFormat } from './formats.ts';
import { toEpochNs } from './moment.ts';
import { parseDateutil } from './parse-dateutil.ts';
import { parseIso } from './parse-iso.ts';
import { type MomentResult, toMoment } from './to-moment.ts';
import { createZone, type Zone } from './zone.ts';

export { isTimestampFormat, TIMESTAMP_FORMATS, type TimestampFormat } from './formats.ts';
export { isTimestampZone } from './zone.ts';

/** Options of a time parser. */
export interface TimestampOptions {
  /** Allowed formats; their order means nothing. */
  readonly formats: readonly TimestampFormat[];
  /** IANA name of the zone in which a time without zone is read. */
  readonly zone: string;
}

/** A log's time, or a sentence that names the value (cut) and what was expected. */
export type ParsedTime =
  | { readonly status: 'ok'; readonly timeNs: bigint }
  | { readonly status: 'bad'; readonly error: string };

/**
 * Parses the time of one log. Never throws; linear in the length of the value.
 * @param value the text of a JSON string, or the source text of a JSON number
 * @param kind which of the two
 * @param referenceMs epoch milliseconds of the arrival (CloudWatch: the event's time): fills missing parts of the
 * date, in the zone, and two-digit years pivot on it
 */
export type TimeParser = (value: string, kind: 'text' | 'number', referenceMs: number) => ParsedTime;

/** Longer than any Kinesis record of 1 MiB: such a text can only come out of a decompressed one, to fill the memory. */
const MAX_TEXT_LENGTH = 1_048_576;

const NOT_ASKED: MomentResult = { status: 'bad', problem: '' };

/**
 * Creates the parser of a service's timestamps. It is a pure function of its three arguments: the clock plays no
 * part, so a retry gives the same answer on any day. Formats are tried in the order of {@link TIMESTAMP_FORMATS};
 * a JSON number can only be an epoch time. Texts give microseconds, epoch times all they have.
 * @throws RangeError if no format is given, or the zone does not exist (see {@link isTimestampZone})
 * @example
 * const parseTime = createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC' });
 * parseTime('2024-06-07T03:00:00.123Z', 'text', arrivedAtMs); // { status: 'ok', timeNs: 1717729200123000000n }
 */
export function createTimeParser({ formats, zone }: TimestampOptions): TimeParser {
  if (formats.length === 0) throw new RangeError(`no timestamp format is given: choose of ${TIMESTAMP_FORMATS}`);
  const parseText = createTextParser(formats, createZone(zone));
  const parseNumber = createNumberParser(formats);
  return (value, kind, referenceMs) => (kind === 'number' ? parseNumber(value) : parseText(value, referenceMs));
}

function createTextParser(formats: readonly TimestampFormat[], zone: Zone) {
  const [allowsDateutil, allowsEpoch, allowsClf] = TIMESTAMP_FORMATS.map((format) => formats.includes(format));
  const expected = expectedText(TIMESTAMP_FORMATS.filter((format) => formats.includes(format)));
  return (text: string, referenceMs: number): ParsedTime => {
    const result = allowsDateutil ? byDateutil(text, zone, referenceMs) : NOT_ASKED;
    if (result.status === 'ok') return { status: 'ok', timeNs: toEpochNs(result.moment, zone) };
    const timeNs = allowsEpoch ? parseEpoch(text) : undefined;
    if (timeNs !== undefined) return { status: 'ok', timeNs };
    const clf = allowsClf ? parseClf(text) : undefined;
    if (clf !== undefined) return { status: 'ok', timeNs: toEpochNs(clf, zone) };
    const reason = result.problem === '' ? '' : ` (${result.problem})`;
    return { status: 'bad', error: `${JSON.stringify(cutForError(text))} is no time${reason}: expected ${expected}` };
  };
}

function byDateutil(text: string, zone: Zone, referenceMs: number): MomentResult {
  const moment = parseIso(text);
  if (moment !== undefined) return { status: 'ok', moment };
  if (text.length > MAX_TEXT_LENGTH) return { status: 'bad', problem: `it has ${text.length} characters` };
  return toMoment(parseDateutil(text), () => dateIn(zone, referenceMs));
}

function dateIn(zone: Zone, referenceMs: number): CivilDate {
  const epochS = Math.floor(referenceMs / 1000);
  const local = new Date((epochS + zone.offsetAtS(epochS)) * 1000);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

function createNumberParser(formats: readonly TimestampFormat[]) {
  const expected = expectedNumber(formats);
  return (source: string): ParsedTime => {
    const timeNs = formats.includes('epoch') ? parseEpoch(source) : undefined;
    if (timeNs !== undefined) return { status: 'ok', timeNs };
    return { status: 'bad', error: `the number ${cutForError(source)} is no time: expected ${expected}` };
  };
}
