import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { RejectCode } from '../../../shared/log/reject.ts';
import { isBase64Record } from '../input/base64.ts';
import type { Frame } from '../input/frames.ts';
import { type EventRecord, readEventText } from '../input/kinesis-records.ts';
import type { StageTools } from './create-tools.ts';
import { explainRecords } from './explain-records.ts';
import type { Explained, Explanation } from './explanation.ts';

/** No record of a stream is larger. @see CreateStream: MaxRecordSizeInKiB is at most 10240 */
export const MAX_RECORD_BYTES = 10 * 1024 * 1024;

const SHARD = 'shardId-000000000000';

/** Context in which a frame is explained. */
export interface FrameContext {
  readonly tools: StageTools;
  readonly routerStream: string;
  /** Used as the arrival time where the input has none. */
  readonly nowMs: number;
}

/** Explains one frame of an input, whatever it holds: a log, an envelope, an event of Lambda, base64 of a record. */
export function explainFrame(frame: Frame, context: FrameContext): Explained {
  if (frame.cutFrom !== undefined) return tooLong(frame);
  const event = readEventText(frame.data, { streamName: context.routerStream, nowMs: context.nowMs });
  if (event !== undefined) return explainEvent(event, frame.line, context);
  const data = isBase64Record(frame.data) ? Buffer.from(frame.data.toString('latin1'), 'base64') : frame.data;
  return explainPayload(data, frame.line, context);
}

function tooLong({ line, cutFrom = 0 }: Frame): Explained {
  return rejectedAt(
    line,
    'oversize',
    `the line has ${cutFrom} bytes, a record of a stream at most ${MAX_RECORD_BYTES}`,
  );
}

/** A reject that is found before anything can be decoded. */
export function rejectedAt(line: number, reason: RejectCode, error: string): Explained {
  return {
    explanations: [{ outcome: 'rejected', reason, error, routes: [], sinks: [], line }],
    controlMessages: 0,
  };
}

/** An invalid record is explained alone; valid ones between two of them are one batch, as Lambda would pass them. */
function explainEvent(records: readonly EventRecord[], line: number, { tools }: FrameContext): Explained {
  const hasIdentity = records.every((found) => found.status === 'bad' || found.isComplete);
  const good = records.flatMap((found) => (found.status === 'record' ? [found.record] : []));
  if (good.length === records.length) return explainRecords(good, tools, { hasIdentity, line });
  const explanations: Explanation[] = [];
  let controlMessages = 0;
  for (const found of records) {
    const explained =
      found.status === 'bad'
        ? rejectedAt(line, 'bad_field', found.error)
        : explainRecords([found.record], tools, { hasIdentity, line });
    explanations.push(...explained.explanations);
    controlMessages += explained.controlMessages;
  }
  return { explanations, controlMessages };
}

/** Explains one record as it travels: plain, compressed, an envelope, an aggregate. */
export function explainPayload(data: Buffer, line: number, context: FrameContext): Explained {
  return explainRecords([makeRecord(data, line, context)], context.tools, { hasIdentity: false, line });
}

/** One payload as a record of the router's stream; its sequence number is the line's number. */
function makeRecord(data: Buffer, line: number, { routerStream, nowMs }: FrameContext): StreamRecord {
  return {
    streamName: routerStream,
    shardId: SHARD,
    sequenceNumber: String(line),
    partitionKey: '',
    arrivedAtMs: nowMs,
    data: data.toString('base64'),
  };
}
