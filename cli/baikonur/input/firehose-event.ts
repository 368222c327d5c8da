import { excerptValue } from '../../../shared/log/excerpt.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { badRecord, bytesOfBase64, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';

/**
 * The records of the event with which Firehose calls a function to transform them, or of its request to an HTTP
 * endpoint; `undefined` for anything else.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export function readFirehoseEvent(root: JsonObject, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  const { records, invocationId, deliveryStreamArn, requestId } = root;
  const isEvent = [invocationId, deliveryStreamArn, requestId].some((name) => typeof name === 'string');
  if (!isEvent || !Array.isArray(records)) return undefined;
  return records.map((record, index) => readRecord(record, index, defaults));
}

function readRecord(value: unknown, index: number, defaults: RecordDefaults): FoundRecord {
  const at = `records[${index}]`;
  if (!isJsonObject(value)) return badRecord(`${at}: expected a record of Firehose, got ${excerptValue(value)}`);
  const data = bytesOfBase64(value['data']);
  if (data === undefined) return badRecord(`${at}.data: expected base64, got ${excerptValue(value['data'])}`);
  const { approximateArrivalTimestamp: arrivedAtMs, kinesisRecordMetadata: metadata } = value;
  const partitionKey = isJsonObject(metadata) ? metadata['partitionKey'] : undefined;
  return recordOf(data, defaults, {
    number: index + 1,
    ...(typeof partitionKey === 'string' ? { partitionKey } : {}),
    // Milliseconds here, unlike in an event of Kinesis.
    ...(typeof arrivedAtMs === 'number' && Math.abs(arrivedAtMs) <= 8.64e15
      ? { arrivedAtMs: Math.round(arrivedAtMs) }
      : {}),
  });
}
