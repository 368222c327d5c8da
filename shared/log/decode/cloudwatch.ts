import type { CloudwatchOrigin } from '../entry.ts';
import type { JsonObject } from '../json-object.ts';
import { compileTypePatterns } from '../type-pattern.ts';
import type { FieldNames } from './fields.ts';

/** One log event of a CloudWatch Logs envelope. */
export interface LogEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
  /** System fields, and those of a filter pattern. */
  readonly extractedFields?: unknown;
}

/** A payload that CloudWatch Logs puts on a stream for a subscription filter. */
export interface Envelope {
  readonly messageType: 'CONTROL_MESSAGE' | 'DATA_MESSAGE';
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logEvents: readonly LogEvent[];
}

/** Messages of log groups that match `pattern` become logs of `logType` where they are none themselves. */
export interface CloudwatchWrap {
  readonly pattern: string;
  readonly logType: string;
}

/** Limits of what is kept of an event's system fields: a sender may write to the stream, too. */
const MAX_SYSTEM_FIELDS = 8;
const MAX_SYSTEM_FIELD_LENGTH = 1024;

/**
 * Names of groups and streams have 512 characters at most. All events of an envelope share them, and each has them again
 * where it is wrapped, and in its dead letter: a longer one would make a thousand copies of itself.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
 */
const MAX_NAME_LENGTH = 512;

/** Of the shared names, so many bytes are a part of the one place that every event takes. */
const NAMES_BYTES = 512;

/** The farthest instant that a Date can hold. */
const MAX_TIME_MS = 8.64e15;

/** Builds a log from a message that is none; `undefined`: it stays as it is. */
export type WrapMessage = (message: string, origin: CloudwatchOrigin) => JsonObject | undefined;
export type CreateWrapper = (rules: readonly CloudwatchWrap[], fields: FieldNames) => WrapMessage | undefined;

/**
 * Recognises the envelope by its shape. An object that only resembles it (no events, an event without a message, a name
 * that CloudWatch Logs does not allow) is an ordinary log, so that nothing of it is lost.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function readEnvelope(root: JsonObject): Envelope | undefined {
  const { messageType } = root;
  // Nearly every payload is a log: one look tells, instead of five for fields that are not there.
  if (messageType === undefined) return undefined;
  const { owner, logGroup, logStream, logEvents } = root;
  const isKnownType = messageType === 'DATA_MESSAGE' || messageType === 'CONTROL_MESSAGE';
  if (!isKnownType || !Array.isArray(logEvents)) return undefined;
  if (!isName(owner) || !isName(logGroup) || !isName(logStream)) return undefined;
  if (messageType === 'DATA_MESSAGE' && (logEvents.length === 0 || !logEvents.every(isLogEvent))) return undefined;
  return { messageType, owner, logGroup, logStream, logEvents };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH;
}

function isLogEvent(value: unknown): value is LogEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { id, timestamp, message } = value as Record<string, unknown>; // an object, whatever is in it
  return typeof id === 'string' && typeof message === 'string' && isTime(timestamp);
}

function isTime(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= MAX_TIME_MS;
}

/**
 * Places that each event of an envelope takes among the entries of a batch: it has the shared names again where it is wrapped
 * and in its dead letter, in which one character may take six bytes.
 */
export function placesOf({ owner, logGroup, logStream }: Envelope): number {
  return 1 + Math.floor(Buffer.byteLength(JSON.stringify(owner + logGroup + logStream)) / NAMES_BYTES);
}

/** Where a log event came from. */
export function originOf(envelope: Envelope, event: LogEvent): CloudwatchOrigin {
  const origin = {
    owner: envelope.owner,
    logGroup: envelope.logGroup,
    logStream: envelope.logStream,
    eventId: event.id,
    eventTimeMs: event.timestamp,
  };
  const systemFields = event.extractedFields === undefined ? undefined : systemFieldsOf(event.extractedFields);
  return systemFields === undefined ? origin : { ...origin, systemFields };
}

/** Fields of a filter pattern are parts of the message: they are left out. */
function systemFieldsOf(extracted: unknown): CloudwatchOrigin['systemFields'] {
  if (typeof extracted !== 'object' || extracted === null) return undefined;
  const entries = Object.entries(extracted).filter(([name, value]) => isSystemField(name, value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries.slice(0, MAX_SYSTEM_FIELDS));
}

function isSystemField(name: string, value: unknown): value is string {
  return name.startsWith('@') && typeof value === 'string' && name.length + value.length <= MAX_SYSTEM_FIELD_LENGTH;
}

/**
 * Compiles `CLOUDWATCH_WRAP`; the first rule that matches the log group wins. The event time is written as ISO 8601
 * text, which `dateutil` reads, with the schema's field names as keys of the root.
 */
export function createWrapper(rules: readonly CloudwatchWrap[], fields: FieldNames): WrapMessage {
  const compiled = rules.map(({ pattern, logType }) => ({ matches: compileTypePatterns([pattern]), logType }));
  return (message, origin) => {
    const rule = compiled.find(({ matches }) => matches(origin.logGroup));
    if (rule === undefined) return undefined;
    const schema = {
      [fields.logType]: rule.logType,
      [fields.logId]: origin.eventId,
      [fields.time]: new Date(origin.eventTimeMs).toISOString(),
    };
    // The schema's fields come first to be seen first, and last to win over a namesake.
    return { ...schema, message, log_group: origin.logGroup, log_stream: origin.logStream, ...schema };
  };
}
