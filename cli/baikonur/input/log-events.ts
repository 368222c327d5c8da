import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { badRecord, bytesOfBase64, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';

/** One log event that the CLI printed. */
interface PrintedEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName?: string;
  readonly eventId?: string;
}

/** Names that the output of the AWS CLI does not hold. */
const UNKNOWN = { owner: '000000000000', logStream: 'unknown' };

/** The log group of events whose group is not known. */
export const UNKNOWN_GROUP = 'unknown';

/** The record in the event with which CloudWatch Logs calls a function; `undefined` for anything else. */
export function readLogsEvent({ awslogs }: JsonObject, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  if (!isJsonObject(awslogs)) return undefined;
  const data = bytesOfBase64(awslogs['data']);
  return [data === undefined ? badRecord('awslogs.data: expected base64') : recordOf(data, defaults, { number: 1 })];
}

/**
 * The log events that `aws logs filter-log-events` or `get-log-events` printed, as the envelopes in which a subscription
 * would have sent them, one for each run of events of a log stream; `undefined` for anything else.
 */
export function readPrintedEvents(root: JsonObject, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  const { events } = root;
  if (!Array.isArray(events) || !events.every(isPrintedEvent)) return undefined;
  if (events.length === 0) return isEmptyAnswer(root) ? [] : undefined;
  const { logGroup = UNKNOWN_GROUP } = defaults;
  return runsOf(events).map((run, index) => recordOf(envelopeOf(run, logGroup), defaults, { number: index + 1 }));
}

function isEmptyAnswer(root: JsonObject): boolean {
  return Array.isArray(root['searchedLogStreams']) || typeof root['nextForwardToken'] === 'string';
}

function isPrintedEvent(value: unknown): value is PrintedEvent {
  return isJsonObject(value) && typeof value['message'] === 'string' && Number.isSafeInteger(value['timestamp']);
}

function runsOf(events: readonly PrintedEvent[]): readonly (readonly PrintedEvent[])[] {
  const runs: PrintedEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.logStreamName === event.logStreamName) run.push(event);
    else runs.push([event]);
  }
  return runs;
}

function envelopeOf(run: readonly PrintedEvent[], logGroup: string): Buffer {
  const { logStreamName: logStream = UNKNOWN.logStream } = run[0] ?? {};
  const logEvents = run.map(({ eventId, timestamp, message }, index) => ({
    id: String(eventId ?? `${timestamp}-${index}`),
    timestamp,
    message,
  }));
  return Buffer.from(JSON.stringify({ messageType: 'DATA_MESSAGE', ...UNKNOWN, logGroup, logStream, logEvents }));
}
