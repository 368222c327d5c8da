import type { CloudwatchWrap } from '../../shared/log/decode/cloudwatch.ts';
import { ALL_PARTS } from '../../shared/log/decode/decoder-parts.ts';
import { createValidator } from '../../shared/log/schema.ts';
import type { TimeParser } from '../../shared/log/timestamp/parse-time.ts';
import { checkOptions, isListOf, isText, isWhole } from './check-options.ts';
import { checkWraps } from './decode/check-wrap.ts';
import { decodeChunks } from './decode/decode-chunks.ts';
import { type EntryOrigin, originOf, type RejectedEntry } from './decode/entry.ts';
import type { KinesisEventLike } from './decode/kinesis-event-like.ts';
import { type DecodeOptions, fieldNames, sourceOptions } from './decode/options.ts';
import { parseIsoTime } from './schema/iso-time.ts';

export type { CloudwatchWrap } from '../../shared/log/decode/cloudwatch.ts';
export type { ParsedTime, TimeParser } from '../../shared/log/timestamp/parse-time.ts';
export type { EntryOrigin, RejectedEntry, RejectReason } from './decode/entry.ts';
export type { KinesisEventLike, KinesisRecordLike } from './decode/kinesis-event-like.ts';
export type { DecodeOptions } from './decode/options.ts';
export { parseIsoTime } from './schema/iso-time.ts';

/** Options of {@link createLogReader}. */
export interface LogOptions extends Omit<DecodeOptions, 'content' | 'wrapMessage'> {
  /**
   * CloudWatch messages of log groups that match become JSON: `{log_type, log_id, time, message, log_group, log_stream}`.
   * The first rule that matches counts. Messages that have the three fields already stay as they are.
   */
  readonly cloudwatchWrap?: readonly CloudwatchWrap[];
  /** Names out of `fields` that a log may lack. */
  readonly optionalFields?: readonly string[];
  /** The type of a log that may lack one; default `unknown`. */
  readonly unknownType?: string;
  /** Longest type and id, bytes of UTF-8; default 512. */
  readonly maxFieldBytes?: number;
  /** A time further back than this, seen from the arrival, is rejected; default: any age is fine. */
  readonly maxAgeDays?: number;
  /** A time further ahead than this, seen from the arrival, is rejected; default: any is fine. */
  readonly maxFutureHours?: number;
  /** Reads the time field; default {@link parseIsoTime}. `createTimeParser` of the subpath `time` reads nearly all that is written. */
  readonly parseTime?: TimeParser;
}

/** An entry that has a type, an id and a time. */
export interface LogEntry extends EntryOrigin {
  readonly status: 'log';
  readonly logType: string;
  readonly logId: string;
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  /** Values at the paths of the option `pick`. */
  readonly picked?: readonly unknown[] | undefined;
}

/** An entry that is no log, with what could be read of it. */
export interface RejectedLog extends RejectedEntry {
  readonly logType?: string | undefined;
  readonly logId?: string | undefined;
  /** The time field as JSON text. */
  readonly time?: string | undefined;
}

/** Result of reading one payload. */
export type ReadLog = LogEntry | RejectedLog;

/**
 * Builds a reader of logs: decodes an event and validates each entry in one pass. A rejected one names every field that is
 * wrong, its value and what was expected.
 * @throws {TypeError} when an option is wrong. The reader itself throws for nothing that is in an event.
 * @example
 * const readLogs = createLogReader({ optionalFields: ['log_id'] });
 * for (const log of readLogs(event)) if (log.status === 'log') console.log(log.logType, log.timeNs);
 */
export function createLogReader(options: LogOptions = {}): (event: KinesisEventLike) => Generator<ReadLog, undefined> {
  const { optionalFields = [], unknownType = 'unknown', parseTime = parseIsoTime } = options;
  const { maxFieldBytes, maxAgeDays, maxFutureHours } = options;
  const { cloudwatchWrap = [] } = options;
  // Picked values are the user's: the scanner would cut them.
  const parts =
    options.pick === undefined ? ALL_PARTS : { ...ALL_PARTS, createScanner: noScanner, cutPicked: keepWhole };
  const source = { ...sourceOptions(options), optionalFields, cloudwatchWrap, parts };
  checkLogOptions(options);
  const validate = createValidator({
    fields: fieldNames(options.fields),
    optionalFields,
    unknownType,
    parseTime,
    ...(maxFieldBytes !== undefined && { maxFieldBytes }),
    ...(maxAgeDays !== undefined && { maxAgeDays }),
    ...(maxFutureHours !== undefined && { maxFutureHours }),
  });
  return (event) => readAll(event, source, validate, options.nowMs ?? Date.now());
}

function noScanner(): undefined {}

function keepWhole(value: unknown): unknown {
  return value;
}

/** @throws {TypeError} naming every option that is wrong. */
export function checkLogOptions(options: Omit<LogOptions, 'parseTime'> & { readonly parseTime?: unknown }): void {
  const { optionalFields = [], unknownType = 'unknown', maxFieldBytes = 1, parseTime = parseIsoTime } = options;
  const { cloudwatchWrap = [] } = options;
  const names: readonly unknown[] = Object.values(fieldNames(options.fields));
  const isName = (name: unknown): name is string => names.includes(name);
  checkOptions(
    {
      optionalFields: isListOf(optionalFields, isName) || `some of ${names.join(', ')}`,
      cloudwatchWrap: checkWraps(cloudwatchWrap),
      unknownType: isText(unknownType) || 'a text',
      maxFieldBytes: isWhole(maxFieldBytes, 1) || 'a whole number above 0',
      maxAgeDays: isAmount(options.maxAgeDays) || 'a number from 0 on',
      maxFutureHours: isAmount(options.maxFutureHours) || 'a number from 0 on',
      parseTime: typeof parseTime === 'function' || 'a function',
    },
    options,
  );
}

function isAmount(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0);
}

function* readAll(
  event: unknown,
  source: ReturnType<typeof sourceOptions>,
  validate: ReturnType<typeof createValidator>,
  nowMs: number,
): Generator<ReadLog, undefined> {
  for (const result of decodeChunks(event, source, nowMs)) {
    yield result.status === 'bad' ? { ...result, status: 'rejected' } : toReadLog(validate(result), result);
  }
}

function toReadLog(
  validated: ReturnType<ReturnType<typeof createValidator>>,
  decoded: Parameters<ReturnType<typeof createValidator>>[0],
): ReadLog {
  if (validated.status === 'valid') {
    const { logType, logId, timeNs, picked } = validated.log;
    return { status: 'log', ...originOf(validated.log), logType, logId, timeNs, picked };
  }
  const { entry, reject, logType, logId, time } = validated;
  const raw = decoded.status === 'decoded' ? decoded.raw : undefined;
  return {
    status: 'rejected',
    reason: reject.code,
    error: reject.error,
    ...originOf(raw === undefined ? entry : { ...entry, data: raw }),
    logType,
    logId,
    time,
  };
}
