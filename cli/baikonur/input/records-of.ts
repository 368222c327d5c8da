import type { JsonObject } from '../../../shared/log/json-object.ts';
import { readApiRecords } from './api-records.ts';
import { isBase64Record } from './base64.ts';
import { readDeadLetter } from './dead-letters.ts';
import { readFirehoseEvent } from './firehose-event.ts';
import { type FoundRecord, parseJsonObject, type RecordDefaults, recordOf } from './found-record.ts';
import type { Frame } from './frames.ts';
import { readKinesisRecords } from './kinesis-records.ts';
import { readLogsEvent, readPrintedEvents } from './log-events.ts';
import { readNotification } from './notifications.ts';

/** No record of a stream is larger. @see CreateStream: MaxRecordSizeInKiB is at most 10240 */
export const MAX_RECORD_BYTES = 10 * 1024 * 1024;

type ReadForm = (root: JsonObject, line: number, defaults: RecordDefaults) => readonly FoundRecord[] | undefined;

/** Keys of which each form has one: nearly every frame is a log, and has none. */
const KEYS = [
  '"Records"',
  '"records"',
  '"reason"',
  '"Data"',
  '"awslogs"',
  '"events"',
  '"Messages"',
  '"detail"',
  '"KinesisBatchInfo"',
  '"payload"',
];

/** Forms of an input beside the record itself; the first that knows the object counts. */
const FORMS: readonly ReadForm[] = [
  readDeadLetter,
  (root, _, defaults) => readKinesisRecords(root, defaults),
  (root, _, defaults) => readApiRecords(root, defaults),
  (root, _, defaults) => readFirehoseEvent(root, defaults),
  (root, _, defaults) => readLogsEvent(root, defaults),
  (root, _, defaults) => readPrintedEvents(root, defaults),
  (root) => readNotification(root),
];

/** The records that one frame holds: mostly the frame itself is one. */
export function recordsOf({ data, line, cutFrom }: Frame, defaults: RecordDefaults): readonly FoundRecord[] {
  if (cutFrom !== undefined) return [{ status: 'tooLong', bytes: cutFrom }];
  const found = wrappedRecords(data, line, defaults);
  if (found !== undefined) return found;
  if (data.length > MAX_RECORD_BYTES) return [{ status: 'tooLong', bytes: data.length }];
  const bytes = isBase64Record(data) ? Buffer.from(data.toString('latin1'), 'base64') : data;
  return [recordOf(bytes, defaults, { number: line })];
}

function wrappedRecords(data: Buffer, line: number, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  if (!KEYS.some((key) => data.includes(key))) return undefined;
  const root = parseJsonObject(data.toString());
  if (root === undefined || isLog(root, defaults)) return undefined;
  for (const read of FORMS) {
    const found = read(root, line, defaults);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A field's name is a key of the object, or the path to one. */
function isLog(root: JsonObject, { fields }: RecordDefaults): boolean {
  return Object.values(fields).every((name) => name in root || (name.split('.')[0] ?? '') in root);
}
