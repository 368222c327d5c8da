import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { readApiRecords } from './api-records.ts';
import { isBase64Record } from './base64.ts';
import { readDeadLetter } from './dead-letters.ts';
import { readFirehoseEvent } from './firehose-event.ts';
import { type FoundRecord, parseJson, parseJsonObject, type RecordDefaults, recordOf } from './found-record.ts';
import type { Frame } from './frames.ts';
import { readKinesisRecords } from './kinesis-records.ts';
import { itemsOfList } from './list-items.ts';
import { readLogsEvent, readPrintedEvents } from './log-events.ts';
import { readNotification } from './notifications.ts';
import { readRecordEnvelope } from './record-envelope.ts';

/** No record of a stream is larger. @see CreateStream: MaxRecordSizeInKiB is at most 10240 */
export const MAX_RECORD_BYTES = 10 * 1024 * 1024;

const OPEN_LIST = 0x5b;
const NEWLINE = 0x0a;

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
  '"dataBase64"',
];

/** Forms of an input beside the record itself; the first that knows the object counts. */
const FORMS: readonly ReadForm[] = [
  readDeadLetter,
  readRecordEnvelope,
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
  const found = wrappedRecords(data, line, defaults) ?? listedRecords(data, line, defaults);
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

/**
 * The records of a list: what `--query Records` or `events` leaves of an output, its data or messages alone
 * (`Records[].Data`), or logs that `jq -s` put together, over several lines; `undefined` for anything else.
 */
function listedRecords(data: Buffer, line: number, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  const list = parseList(data);
  if (list === undefined) return undefined;
  for (const root of [{ Records: list }, { events: list }]) {
    const found =
      readKinesisRecords(root, defaults) ?? readApiRecords(root, defaults) ?? readPrintedEvents(root, defaults);
    if (found !== undefined) return found;
  }
  // A list on one line may be a record, which no function takes.
  if (!data.includes(NEWLINE)) return undefined;
  return itemsOfList(data).flatMap((item, index) => {
    const value = list[index];
    const text = typeof value === 'string' ? Buffer.from(value) : item;
    return recordsOf({ line, data: text }, defaults).map((found) => numbered(found, index + 1));
  });
}

/** Items of one list have no line of their own: their place tells them apart. */
function numbered(found: FoundRecord, number: number): FoundRecord {
  if (found.status !== 'record' || found.isComplete) return found;
  return { ...found, record: { ...found.record, sequenceNumber: String(number) } };
}

/** A list of objects or texts. A list in a list is one record, which no function takes. */
function parseList(data: Buffer): readonly unknown[] | undefined {
  if (data.find((byte) => byte > 0x20) !== OPEN_LIST) return undefined;
  const value = parseJson(data.toString());
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((item) => isJsonObject(item) || typeof item === 'string') ? value : undefined;
}

/** A field's name is a key of the object, or the path to one. */
function isLog(root: JsonObject, { fields }: RecordDefaults): boolean {
  return Object.values(fields).every((name) => name in root || (name.split('.')[0] ?? '') in root);
}
