import { createDecoder } from '../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../shared/log/decode/decoder-parts.ts';
import type { Log, Validated } from '../../shared/log/log.ts';
import { createValidator } from '../../shared/log/schema.ts';
import { createTimeParser } from '../../shared/log/timestamp/parse-time.ts';
import { encodeKeySegment } from '../../shared/names/key-segment.ts';
import { type CommonSettings, parseCommonSettings } from '../../shared/settings/common-settings.ts';
import type { Env } from '../../shared/settings/env-reader.ts';
import { type FileLine, lineKey } from '../samples/file-lines.ts';

/** A line of the user's file before it is sent: the logs in it, and the folder on S3 where each must arrive. */
export interface JudgedLine {
  readonly line: FileLine;
  readonly entries: readonly JudgedEntry[];
}

/** An entry of a line: its bytes, and for a valid log the folder of its type and day. */
interface JudgedEntry {
  readonly data: Buffer;
  readonly folder: string | undefined;
}

const NS_PER_MS = 1_000_000n;
const FIRST_HOUR_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_HOUR_MS = Date.parse('9999-12-31T23:00:00Z');

/**
 * Judges lines with the project's own decoding and schema, as the S3 sink is configured.
 * @param env the variables of the S3 sink
 * @param nowMs taken for the time of arrival, which completes an incomplete date
 */
export function judgeLines(lines: readonly FileLine[], env: Env, nowMs: number): JudgedLine[] {
  const judge = createJudge(parseCommonSettings(env, 's3-sink'), env);
  return lines.map((line) => judge(line, nowMs));
}

function createJudge({ decode, schema }: CommonSettings, env: Env) {
  const decodeRecords = createDecoder({
    parts: ALL_PARTS,
    ...decode,
    fields: schema.fields,
    optionalFields: schema.optionalFields,
    pickPaths: [],
  });
  const parseTime = createTimeParser(schema.timestamps);
  const validate = createValidator({ ...schema, parseTime });
  const judge = (validated: Validated): JudgedEntry =>
    validated.status === 'valid'
      ? { data: validated.log.data, folder: folderOf(validated.log, env) }
      : { data: validated.entry.data, folder: undefined };
  return (line: FileLine, nowMs: number): JudgedLine => {
    const record = {
      streamName: 'file',
      shardId: 'shardId-000000000000',
      sequenceNumber: String(line.number),
      partitionKey: lineKey(line),
      arrivedAtMs: nowMs,
      data: line.data.toString('base64'),
    };
    return { line, entries: decodeRecords([record]).entries.map((decoded) => judge(validate(decoded))) };
  };
}

/** Folder of a log on S3, built here a second time, so that the sink's own code does not judge itself. */
function folderOf({ logType, timeNs }: Log, env: Env): string {
  const ms = Number((timeNs - (((timeNs % NS_PER_MS) + NS_PER_MS) % NS_PER_MS)) / NS_PER_MS);
  // An offset can move a time out of the years that a folder name can hold.
  const shownMs = Math.min(Math.max(ms, FIRST_HOUR_MS), LAST_HOUR_MS);
  const [date = '', time = ''] = new Date(shownMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  const type = encodeKeySegment(logType);
  const parts =
    env['S3_KEY_LAYOUT'] === 'hive'
      ? [`log_type=${type}`, `dt=${date}`, `hour=${time.slice(0, 2)}`]
      : [type, `${year}-${month}`, day];
  const prefix = (env['LOG_S3_PREFIX'] ?? '').replace(/^\/+|\/+$/g, '');
  return [...(prefix ? [prefix] : []), ...parts].join('/');
}
