import { type Entry, referenceTimeMs } from './entry.ts';
import { excerptValue } from './excerpt.ts';
import { identityInName } from './identity.ts';
import type { Decoded, Log, Validated } from './log.ts';
import { numberSource } from './number-source.ts';
import type { RejectCode } from './reject.ts';
import type { TimeParser } from './timestamp/parse-time.ts';

/** Rules that an entry must meet to be a log. */
export interface SchemaOptions {
  /** Names of the three fields in the JSON. */
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
  /** The names out of `fields` that a log may lack. */
  readonly optionalFields: readonly string[];
  /** The type of a log that lacks one (`LOG_TYPE_UNKNOWN_PREFIX`). */
  readonly unknownType: string;
  /** Longest type and id, bytes of UTF-8; default 512. */
  readonly maxFieldBytes?: number;
  /** A time further back than this, seen from the arrival, is rejected; absent: any age is fine. */
  readonly maxAgeDays?: number;
  /** A time further ahead than this, seen from the arrival, is rejected; absent: any is fine. */
  readonly maxFutureHours?: number;
  readonly parseTime: TimeParser;
}

interface Problem {
  readonly code: Extract<RejectCode, 'missing_field' | 'bad_field' | 'bad_time'>;
  readonly error: string;
}
const CODE_ORDER = ['missing_field', 'bad_field', 'bad_time'] as const;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Far longer than any form of a time: reading a longer text would only cost time. */
const MAX_TIME_LENGTH = 256;
/** The longest `_id` of a search engine; other destinations take more. */
const MAX_FIELD_BYTES = 512;
/** Most bytes that one UTF-16 code unit takes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

interface Readers {
  readonly logType: (value: unknown) => string | Problem;
  readonly logId: (value: unknown, entry: Entry) => string | Problem;
  readonly timeNs: (value: unknown, entry: Entry) => bigint | Problem;
}

type WindowCheck = (timeNs: bigint, value: unknown, entry: Entry) => bigint | Problem;

interface Findings {
  readonly logType: string | Problem;
  readonly logId: string | Problem;
  readonly timeNs: bigint | Problem;
}

/**
 * Builds the second stage of a log's walk: entry → valid log, or a reject that names every wrong field, its value and
 * what was expected. What fills a missing optional field is the entry's own (identity, arrival or event time), so that
 * every retry gives the same log. A reject of decoding passes through.
 */
export function createValidator(options: SchemaOptions): (decoded: Decoded) => Validated {
  const readers = createReaders(options);
  return (decoded) => {
    if (decoded.status === 'rejected') return decoded;
    const { entry, fields } = decoded;
    const logType = readers.logType(fields.logType);
    const logId = readers.logId(fields.logId, entry);
    const timeNs = readers.timeNs(fields.time, entry);
    if (typeof logType !== 'string' || typeof logId !== 'string' || typeof timeNs !== 'bigint') {
      return rejected(entry, { logType, logId, timeNs }, rawTime(fields.time, entry, options.fields.time));
    }
    return { status: 'valid', log: logOf(entry, { logType, logId, timeNs, picked: fields.picked }) };
  };
}

function createReaders(options: SchemaOptions): Readers {
  const { fields, optionalFields, unknownType, parseTime } = options;
  const isOptional = (name: string): boolean => optionalFields.includes(name);
  const optional = { type: isOptional(fields.logType), id: isOptional(fields.logId), time: isOptional(fields.time) };
  const checkWindow = createWindowCheck(options);
  const checkLength = createLengthCheck(options);
  return {
    logType: (value) => {
      if (typeof value === 'string' && value !== '') return checkLength(value, fields.logType);
      if (value === undefined && optional.type) return unknownType;
      return fieldProblem(fields.logType, value, 'a non-empty string');
    },
    logId: (value, entry) => {
      if (typeof value === 'string' && value !== '') return checkLength(value, fields.logId);
      if (typeof value === 'number') return checkLength(numberText(value, entry, fields.logId), fields.logId);
      if (value === undefined && optional.id) return identityInName(entry.identity);
      return fieldProblem(fields.logId, value, 'a non-empty string or a number');
    },
    timeNs: (value, entry) => {
      const referenceMs = referenceTimeMs(entry);
      if (value === undefined && optional.time) return BigInt(referenceMs) * 1_000_000n;
      if (typeof value !== 'string' && typeof value !== 'number') return timeProblem(fields.time, value);
      const kind = typeof value === 'string' ? 'text' : 'number';
      const text = typeof value === 'string' ? value : timeText(value, entry, fields.time);
      if (text.length > MAX_TIME_LENGTH) return tooLongTime(fields.time, value, text.length);
      const time = parseTime(text, kind, referenceMs);
      if (time.status === 'ok') return checkWindow(time.timeNs, value, entry);
      return { code: 'bad_time', error: `${fields.time}: ${time.error}` };
    },
  };
}

/** Types and ids become names: a long one would fill memory and requests. */
function createLengthCheck({ maxFieldBytes = MAX_FIELD_BYTES }: SchemaOptions) {
  const surelyFits = Math.floor(maxFieldBytes / MAX_BYTES_PER_UNIT);
  return (value: string, field: string): string | Problem => {
    if (value.length <= surelyFits || Buffer.byteLength(value) <= maxFieldBytes) return value;
    const error = `${field}: expected at most ${maxFieldBytes} bytes, got ${excerptValue(value)}`;
    return { code: 'bad_field', error };
  };
}

/** Measured from the arrival, which Kinesis sets and no retry changes. */
function createWindowCheck({ fields, maxAgeDays, maxFutureHours }: SchemaOptions): WindowCheck {
  if (maxAgeDays === undefined && maxFutureHours === undefined) return (timeNs) => timeNs;
  const maxAgeMs = maxAgeDays === undefined ? Number.POSITIVE_INFINITY : maxAgeDays * DAY_MS;
  const maxFutureMs = maxFutureHours === undefined ? Number.POSITIVE_INFINITY : maxFutureHours * HOUR_MS;
  return (timeNs, value, entry) => {
    // A double is exact to less than a microsecond here, and only at the edges has a BigInt to be divided.
    const aboutMs = Number(timeNs) / 1e6 - entry.arrivedAtMs;
    if (-aboutMs < maxAgeMs - 1 && aboutMs < maxFutureMs - 1) return timeNs;
    const aheadMs = Number(timeNs / 1_000_000n) - entry.arrivedAtMs;
    if (-aheadMs <= maxAgeMs && aheadMs <= maxFutureMs) return timeNs;
    const expected = aheadMs < 0 ? `at most ${maxAgeDays} days before` : `at most ${maxFutureHours} hours after`;
    const arrival = new Date(entry.arrivedAtMs).toISOString();
    return {
      code: 'bad_time',
      error: `${fields.time}: expected a time ${expected} the arrival (${arrival}), got ${excerptValue(value)}`,
    };
  };
}

function fieldProblem(field: string, value: unknown, expected: string): Problem {
  return value === undefined
    ? { code: 'missing_field', error: `${field}: expected ${expected}, but the field is missing` }
    : { code: 'bad_field', error: `${field}: expected ${expected}, got ${excerptValue(value)}` };
}

/** A number as the JSON has it where a double may not hold every digit. */
function numberText(value: number, entry: Entry, field: string): string {
  return Number.isSafeInteger(value) ? String(value) : (numberSource(entry.data, field) ?? String(value));
}

function tooLongTime(field: string, value: unknown, length: number): Problem {
  const expected = `expected a timestamp of at most ${MAX_TIME_LENGTH} characters`;
  return { code: 'bad_time', error: `${field}: ${expected}, got ${length}: ${excerptValue(value)}` };
}

/**
 * As {@link numberText}, to the last digit: of `1717729200.00000005` a double keeps the seconds alone, and
 * `1717729200.99999999` becomes the next second. A point behind the digits anywhere in the bytes, or no such digits, is
 * reason enough to look.
 */
function timeText(value: number, entry: Entry, field: string): string {
  const text = numberText(value, entry, field);
  const isRounded = Number.isSafeInteger(value) && (!entry.data.includes(text) || entry.data.includes(`${text}.`));
  return isRounded ? (numberSource(entry.data, field) ?? text) : text;
}

function timeProblem(field: string, value: unknown): Problem {
  const problem = fieldProblem(field, value, 'a timestamp as text or number');
  return value === undefined ? problem : { ...problem, code: 'bad_time' };
}

function rejected(entry: Entry, { logType, logId, timeNs }: Findings, time: string | undefined): Validated {
  const problems = [logType, logId, timeNs].filter((finding) => typeof finding === 'object');
  const code = CODE_ORDER.find((candidate) => problems.some((problem) => problem.code === candidate)) ?? 'bad_field';
  return {
    status: 'rejected',
    entry,
    reject: { code, error: problems.map(({ error }) => error).join('; ') },
    ...(typeof logType === 'string' ? { logType } : {}),
    ...(typeof logId === 'string' ? { logId } : {}),
    ...(time === undefined ? {} : { time }),
  };
}

/** The value of the time field as JSON text; nothing for an object or an array, which the data shows in full. */
function rawTime(value: unknown, entry: Entry, field: string): string | undefined {
  if (typeof value === 'number') return numberText(value, entry, field).slice(0, MAX_TIME_LENGTH);
  if (value === undefined || (typeof value === 'object' && value !== null)) return undefined;
  return typeof value === 'string' && value.length > MAX_TIME_LENGTH ? excerptValue(value) : JSON.stringify(value);
}

/**
 * Written out: a spread would cost more than the rest of the log, and give logs of several shapes. First what every
 * destination asks for, so that it lies in one line of the processor's cache.
 */
function logOf(entry: Entry, { logType, logId, timeNs, picked }: Omit<Log, keyof Entry>): Log {
  return {
    data: entry.data,
    partitionKey: entry.partitionKey,
    logType,
    logId,
    timeNs,
    picked,
    identity: entry.identity,
    sequenceNumber: entry.sequenceNumber,
    ordinal: entry.ordinal,
    arrivedAtMs: entry.arrivedAtMs,
    cloudwatch: entry.cloudwatch,
  };
}
