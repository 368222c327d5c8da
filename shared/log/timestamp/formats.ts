/** All formats, in the order in which they are tried; by default all of them are. */
export const TIMESTAMP_FORMATS = ['dateutil', 'epoch', 'clf'] as const;

/**
 * A form in which a time may come: what Python's dateutil accepts, epoch seconds to nanoseconds, or the Common Log
 * Format.
 */
export type TimestampFormat = (typeof TIMESTAMP_FORMATS)[number];

const EXPECTED: Readonly<Record<TimestampFormat, string>> = {
  dateutil: 'a date and time such as 2024-06-07T03:00:00.123Z',
  epoch: 'an epoch time of 10 (s), 13 (ms), 16 (µs) or 19 (ns) digits',
  clf: 'a Common Log Format time such as 10/Oct/2000:13:55:36 -0700',
};
const MAX_SHOWN = 100;

/** Whether a name is one of {@link TIMESTAMP_FORMATS}. */
export function isTimestampFormat(name: string): name is TimestampFormat {
  return TIMESTAMP_FORMATS.some((format) => format === name);
}

/** The allowed texts, in words. */
export function expectedText(formats: readonly TimestampFormat[]): string {
  return formats.map((format) => EXPECTED[format]).join(', or ');
}

/** The allowed JSON numbers, in words. */
export function expectedNumber(formats: readonly TimestampFormat[]): string {
  return formats.includes('epoch') ? EXPECTED.epoch : 'a text, for no epoch times are allowed here';
}

/** A value for an error's sentence, cut at 100 characters. */
export function cutForError(value: string): string {
  return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
}
