import { printable } from '../printable.ts';
import { parseClf } from './clf.ts';
import { parseEpoch } from './epoch.ts';
import { cutForError, expectedNumber, expectedText, TIMESTAMP_FORMATS } from './formats.ts';
import { toEpochNs } from './moment.ts';
import { parseDateutil } from './parse-dateutil.ts';
import { parseIso } from './parse-iso.ts';
import { createPlainReader } from './plain-reader.ts';
import type { TimestampOptions } from './timestamp-options.ts';
import { type MomentResult, toMoment } from './to-moment.ts';
import { createZone, dateIn, type Zone } from './zone.ts';

export { isTimestampFormat, TIMESTAMP_FORMATS, type TimestampFormat } from './formats.ts';
export { TIMESTAMP_QUIRKS, type TimestampOptions } from './timestamp-options.ts';
export { isTimestampZone } from './zone.ts';
export { parseZoneRule, ZONE_RULE_FORM, zoneNamesWith } from './zone-names.ts';

/** A log's time, or a sentence that names the value (cut) and what was expected. */
export type ParsedTime =
  | { readonly status: 'ok'; readonly timeNs: bigint }
  | { readonly status: 'bad'; readonly error: string };

/**
 * Parses the time of one log. Never throws; linear in the length of the value.
 * @param value the text of a JSON string, or the source text of a JSON number
 * @param kind which of the two
 * @param referenceMs epoch milliseconds of the arrival (CloudWatch: the event's time): fills missing parts of the
 * date, and two-digit years pivot on it
 */
export type TimeParser = (value: string, kind: 'text' | 'number', referenceMs: number) => ParsedTime;

/** The rule of the usual form, which `explain` does not name. */
export const ISO_RULE = 'ISO 8601';

/** Longer than any Kinesis record of 1 MiB: such a text can only come out of a decompressed one, to fill the memory. */
const MAX_TEXT_LENGTH = 1_048_576;

/** Years 1 to 9999: an arrival that no calendar holds completes a date as the nearest that one does. */
const MIN_REFERENCE_MS = Date.parse('0001-01-02T00:00:00Z');
const MAX_REFERENCE_MS = Date.parse('9999-12-30T23:59:59Z');

/** Of `20240607`; with a time `202406071200` and `20240607120000`. */
const MAX_DATE_DIGITS = 8;
const PACKED_DIGITS = [12, 14];

const NOT_ASKED: MomentResult = { status: 'bad', problem: '' };

/** Creates the reader of texts that the grammar of dateutil allows. */
type TextReader = (text: string, referenceMs: number) => MomentResult;

/**
 * Creates the parser of a service's timestamps. It is a pure function of its three arguments: the clock plays no
 * part, so a retry gives the same answer on any day. Formats are tried in the order of {@link TIMESTAMP_FORMATS};
 * a JSON number can only be an epoch time. Texts give microseconds, epoch times all they have.
 * @throws RangeError if no format is given, or the zone does not exist (see {@link isTimestampZone})
 * @example
 * const parseTime = createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC' });
 * parseTime('2024-06-07T03:00:00.123Z', 'text', arrivedAtMs); // { status: 'ok', timeNs: 1717729200123000000n }
 */
export function createTimeParser(options: TimestampOptions): TimeParser {
  const { formats } = options;
  if (formats.length === 0) throw new RangeError(`no timestamp format is given: choose of ${TIMESTAMP_FORMATS}`);
  const parseText = createTextParser(options, createZone(options.zone));
  const parseNumber = createNumberParser(options);
  return (value, kind, referenceMs) =>
    kind === 'number' ? parseNumber(value) : parseText(value, withinCalendar(referenceMs));
}

function withinCalendar(referenceMs: number): number {
  return Math.min(Math.max(referenceMs, MIN_REFERENCE_MS), MAX_REFERENCE_MS);
}

function createTextParser(options: TimestampOptions, zone: Zone) {
  const { formats, onRule } = options;
  const [allowsDateutil, allowsEpoch, allowsClf] = TIMESTAMP_FORMATS.map((format) => formats.includes(format));
  const expected = expectedText(TIMESTAMP_FORMATS.filter((format) => formats.includes(format)));
  const readDate = createDateReader(options, zone);
  return (text: string, referenceMs: number): ParsedTime => {
    const result = allowsDateutil ? readDate(text, referenceMs) : NOT_ASKED;
    if (result.status === 'ok') return { status: 'ok', timeNs: toEpochNs(result.moment, zone) };
    const epoch = allowsEpoch ? readEpoch(text, onRule) : undefined;
    if (epoch !== undefined) return epoch;
    const clf = allowsClf ? parseClf(text) : undefined;
    if (clf !== undefined) {
      onRule?.('Common Log Format');
      return { status: 'ok', timeNs: toEpochNs(clf, zone) };
    }
    const problem = result.problem === '' ? '' : (problemOfDigits(text) ?? result.problem);
    const reason = problem === '' ? '' : ` (${problem})`;
    const error = `${JSON.stringify(cutForError(text))} is no time${reason}: expected ${expected}`;
    return { status: 'bad', error: printable(error) };
  };
}

/** Digits that are no packed date: as parts of a date they would be a year of ten digits. */
function problemOfDigits(text: string): string | undefined {
  const [, digits = ''] = /^\s*(\d+)\s*$/.exec(text) ?? [];
  return digits.length > MAX_DATE_DIGITS && !PACKED_DIGITS.includes(digits.length)
    ? `it is a number of ${digits.length} digits`
    : undefined;
}

function createDateReader(options: TimestampOptions, zone: Zone): TextReader {
  const { onRule, quirks = 'none' } = options;
  const readOther = quirks === 'none' ? createPlainReader(options, zone) : createDateutilReader(options, zone);
  return (text, referenceMs) => {
    const moment = parseIso(text);
    if (moment !== undefined) {
      onRule?.(ISO_RULE);
      return { status: 'ok', moment };
    }
    if (text.length > MAX_TEXT_LENGTH) return { status: 'bad', problem: `it has ${text.length} characters` };
    return readOther(text, referenceMs);
  };
}

/** Exactly as python-dateutil reads. */
function createDateutilReader({ onRule }: TimestampOptions, zone: Zone): TextReader {
  return (text, referenceMs) => {
    onRule?.('as python-dateutil reads it');
    return toMoment(parseDateutil(text, true), { by: 'dateutil', reference: () => dateIn(zone, referenceMs) });
  };
}

function createNumberParser({ formats, onRule }: TimestampOptions) {
  const expected = expectedNumber(formats);
  return (source: string): ParsedTime =>
    (formats.includes('epoch') ? readEpoch(source, onRule) : undefined) ?? {
      status: 'bad',
      error: `the number ${cutForError(source)} is no time: expected ${expected}`,
    };
}

function readEpoch(text: string, onRule: TimestampOptions['onRule']): ParsedTime | undefined {
  const epoch = parseEpoch(text);
  if (epoch === undefined) return undefined;
  onRule?.(`epoch ${epoch.unit}`);
  return { status: 'ok', timeNs: epoch.timeNs };
}
