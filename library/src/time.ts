import {
  createTimeParser as createSourceParser,
  TIMESTAMP_FORMATS,
  TIMESTAMP_QUIRKS,
  type TimeParser,
  type TimestampOptions,
} from '../../shared/log/timestamp/parse-time.ts';

export {
  isTimestampZone,
  type ParsedTime,
  parseZoneRule,
  TIMESTAMP_FORMATS,
  TIMESTAMP_QUIRKS,
  type TimeParser,
  type TimestampFormat,
  type TimestampOptions,
  zoneNamesWith,
} from '../../shared/log/timestamp/parse-time.ts';

/**
 * Creates a parser of timestamps: all that python-dateutil reads, epoch seconds to nanoseconds, and the Common Log Format.
 * The parser never throws, its time is linear in the length of the text, and it looks at no clock: what is missing of a
 * date is filled from the reference, so that the answer is the same on any day.
 *
 * Called with the text, whether it is a JSON string (`text`) or the source of a JSON number (`number`), and the reference
 * in epoch milliseconds: when the log arrived.
 * @param options all of them may be left out: every format, UTC, times as people mean them. `quirks: 'dateutil'` reads
 * exactly as python-dateutil 2.8.2 does.
 * @throws {RangeError} when no format is given or one that does not exist, or such a zone.
 * @example
 * const parseTime = createTimeParser({ zone: 'Asia/Tokyo' });
 * parseTime('Jun 7 12:00:00', 'text', Date.UTC(2024, 5, 7, 4)); // { status: 'ok', timeNs: 1717729200000000000n }
 */
export function createTimeParser(options: Partial<TimestampOptions> = {}): TimeParser {
  const { formats = TIMESTAMP_FORMATS, zone = 'UTC', quirks } = options;
  const unknown = formats.filter((format) => !TIMESTAMP_FORMATS.includes(format));
  if (unknown.length > 0)
    throw new RangeError(`formats: expected some of ${TIMESTAMP_FORMATS.join(', ')}, got ${unknown}`);
  if (quirks !== undefined && !TIMESTAMP_QUIRKS.includes(quirks)) {
    throw new RangeError(`quirks: expected ${TIMESTAMP_QUIRKS.join(' or ')}, got ${quirks}`);
  }
  return createSourceParser({ ...options, formats, zone });
}
