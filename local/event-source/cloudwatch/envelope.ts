import { gzipSync } from 'node:zlib';

/** One log event of a log group. */
export interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Whose events an envelope carries. */
export interface EnvelopeOrigin {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly filterName: string;
}

/** Most bytes of messages in one envelope. @see PutLogEvents: a batch is at most 1 MiB; a Kinesis record too */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Most events in one envelope. @see PutLogEvents: 10,000 a batch */
const MAX_EVENTS = 10_000;

/**
 * A subscription's data record: the gzip'ed envelope.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/ValidateLogEventFlow.html
 */
export function dataMessage(
  { owner, logGroup, logStream, filterName }: EnvelopeOrigin,
  logEvents: readonly LogEvent[],
): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner,
      logGroup,
      logStream,
      subscriptionFilters: [filterName],
      logEvents,
    }),
  );
}

/** The probe with which CloudWatch Logs asks whether the stream can be reached, before any data. */
export function controlMessage(nowMs: number): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType: 'CONTROL_MESSAGE',
      owner: 'CloudwatchLogs',
      logGroup: '',
      logStream: '',
      subscriptionFilters: [],
      logEvents: [
        { id: '', timestamp: nowMs, message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.' },
      ],
    }),
  );
}

/** Splits events into envelopes, in order, by count and bytes. */
export function chunkEvents(events: readonly LogEvent[]): LogEvent[][] {
  const chunks: LogEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message);
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length === MAX_EVENTS || bytes + size > MAX_MESSAGE_BYTES) {
      chunks.push([event]);
      bytes = size;
    } else {
      chunk.push(event);
      bytes += size;
    }
  }
  return chunks;
}
