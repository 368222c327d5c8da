import type { Compression } from '../../shared/log/decode/compression.ts';
import type { Log } from '../../shared/log/log.ts';
import { epochMsOf, utcText } from '../../shared/log/timestamp/utc-text.ts';
import { batchName } from '../../shared/names/batch-name.ts';
import { encodeKeySegment } from '../../shared/names/key-segment.ts';
import { EXTENSIONS } from './compress.ts';
import { type KeyLayout, LAYOUTS } from './layouts.ts';

/** Settings of an object's key. */
export interface ObjectNaming {
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly layout: KeyLayout;
  readonly compression: { readonly format: Compression };
}

/**
 * Characters of an encoded log type or id. With a prefix of 200, the longest batch name (272) and the fixed parts
 * (under 70) a key stays within S3's 1,024 bytes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
const MAX_SEGMENT = 200;

/** Longest prefix, in bytes. */
export const MAX_PREFIX_BYTES = 200;

/**
 * The key of an object of logs, by its first log and the identities of all of them, in order:
 * `<prefix>/<folder of the layout>/YYYY-MM-DD-HH:MM:SS-<log_id>-<name>.gz`, in layout `hive` with `HH-MM-SS`; `.zst` with zstd.
 * A type or id is encoded as one segment, so that it cannot leave its folder, and cut with a hash where it is long.
 * The same logs have the same key, so that a retry overwrites nothing but itself.
 */
export function objectKey(
  { prefix, layout, compression }: ObjectNaming,
  first: Log,
  identities: readonly string[],
): string {
  const [date, time] = dateAndTime(first.timeNs);
  const { folderOf, timeSeparator } = LAYOUTS[layout];
  const folder = folderOf(encodeKeySegment(first.logType, MAX_SEGMENT), date, time);
  const file = `${date}-${time.replaceAll(':', timeSeparator)}-${encodeKeySegment(first.logId, MAX_SEGMENT)}-${batchName(identities)}.${EXTENSIONS[compression.format]}`;
  return prefix === '' ? `${folder}/${file}` : `${prefix}/${folder}/${file}`;
}

/** Date and time of the first log, UTC: `2026-11-22` and `12:34:56`. */
function dateAndTime(timeNs: bigint): readonly [date: string, time: string] {
  const [date = '', time = ''] = utcText(epochMsOf(timeNs)).split('T');
  return [date, time.slice(0, 8)];
}
