import { excerptValue } from '../../../shared/log/excerpt.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { badRecord, bytesOfBase64, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';

/** From here on an epoch time is in milliseconds (1973); as seconds it would be past the year 5000. */
const FIRST_MS = 1e11;

/** The records that `aws kinesis get-records` printed, or one of them; `undefined` for anything else. */
export function readApiRecords(root: JsonObject, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  const { Records: records } = root;
  if (isApiRecord(root)) return [readRecord(root, 'the record', 0, defaults)];
  if (!Array.isArray(records) || !(records.some(isApiRecord) || isEmptyAnswer(root))) return undefined;
  return records.map((record, index) => readRecord(record, `Records[${index}]`, index, defaults));
}

function isApiRecord(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value['Data'] === 'string' && typeof value['SequenceNumber'] === 'string';
}

function isEmptyAnswer({ Records: records, MillisBehindLatest: behind }: JsonObject): boolean {
  return Array.isArray(records) && records.length === 0 && typeof behind === 'number';
}

function readRecord(value: unknown, at: string, index: number, defaults: RecordDefaults): FoundRecord {
  if (!isApiRecord(value)) return badRecord(`${at}: expected a record of Kinesis with Data and SequenceNumber`);
  const { Data, SequenceNumber, PartitionKey, ApproximateArrivalTimestamp: arrival } = value;
  const data = bytesOfBase64(Data);
  if (data === undefined) return badRecord(`${at}.Data: expected base64`);
  const partitionKey = typeof PartitionKey === 'string' ? PartitionKey : '';
  const arrivedAtMs = arrival === undefined || arrival === null ? defaults.nowMs : arrivalMs(arrival);
  if (arrivedAtMs === undefined) {
    const got = excerptValue(arrival);
    return badRecord(`${at}.ApproximateArrivalTimestamp: expected a time in ISO 8601 or epoch seconds, got ${got}`);
  }
  const found = recordOf(data, defaults, { number: index + 1, partitionKey, arrivedAtMs });
  const sequenceNumber = String(SequenceNumber);
  if (found.status !== 'record' || !/^\d{1,60}$/.test(sequenceNumber)) return found;
  return { ...found, record: { ...found.record, sequenceNumber } };
}

/**
 * Text in ISO 8601, as version 2 of the AWS CLI prints it; version 1 prints epoch seconds, and other tools milliseconds
 * or the number as text.
 */
function arrivalMs(arrival: unknown): number | undefined {
  const isNumber = typeof arrival === 'number' || (typeof arrival === 'string' && /^\d+(\.\d+)?$/.test(arrival));
  const ms = isNumber ? epochMs(Number(arrival)) : typeof arrival === 'string' ? Date.parse(arrival) : Number.NaN;
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}

function epochMs(epoch: number): number {
  return Math.round(epoch < FIRST_MS ? epoch * 1000 : epoch);
}
