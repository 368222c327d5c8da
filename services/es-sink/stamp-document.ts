import type { Log } from '../../shared/log/log.ts';
import { epochMsOf, utcText } from '../../shared/log/timestamp/utc-text.ts';

/** The field that every document of a data stream must have. */
export const TIMESTAMP_FIELD = '@timestamp';

const OPENING_BRACE = 0x7b;
const QUOTE = 0x22;

/**
 * The log as a document of a data stream: with its time as `@timestamp`, in milliseconds, before its other fields, which
 * are not changed. A log that has the field keeps its own.
 * @param log with {@link TIMESTAMP_FIELD} as its first picked value.
 */
export function stampDocument({ data, picked, timeNs }: Pick<Log, 'data' | 'picked' | 'timeNs'>): Buffer {
  if (picked?.[0] !== undefined) return data;
  const rest = data.subarray(data.indexOf(OPENING_BRACE) + 1);
  // Where all of its fields are optional a log may be an empty object, which has no key and so no quotation mark.
  const comma = rest.includes(QUOTE) ? ',' : '';
  return Buffer.concat([Buffer.from(`{"${TIMESTAMP_FIELD}":"${utcText(epochMsOf(timeNs))}"${comma}`), rest]);
}
