import { parseEpoch } from '../../../shared/log/timestamp/epoch.ts';
import { cutForError, expectedNumber, expectedText } from '../../../shared/log/timestamp/formats.ts';
import { toEpochNs } from '../../../shared/log/timestamp/moment.ts';
import { parseIso } from '../../../shared/log/timestamp/parse-iso.ts';
import type { TimeParser } from '../../../shared/log/timestamp/parse-time.ts';

/** Its clocks show the same as the epoch's. */
const UTC: Parameters<typeof toEpochNs>[1] = { offsetAtS: () => 0, localToEpochS: (localS) => localS };

/**
 * Reads ISO 8601 with date and time (UTC where the text has no offset), and epoch seconds, milliseconds, microseconds or
 * nanoseconds. It needs no zones; the grammar of dateutil is in the subpath `time`.
 */
export const parseIsoTime: TimeParser = (value, kind) => {
  const moment = kind === 'text' ? parseIso(value) : undefined;
  if (moment !== undefined) return { status: 'ok', timeNs: toEpochNs(moment, UTC) };
  const epoch = parseEpoch(value);
  if (epoch !== undefined) return { status: 'ok', timeNs: epoch.timeNs };
  const expected = kind === 'text' ? `${ISO_EXPECTED}, or ${expectedText(['epoch'])}` : expectedNumber(['epoch']);
  return { status: 'bad', error: `${JSON.stringify(cutForError(value))} is no time: expected ${expected}` };
};

const ISO_EXPECTED = 'ISO 8601 with date and time such as 2024-06-07T03:00:00.123Z';
