import type { JsonObject } from '../../../shared/log/json-object.ts';
import { bytesOfBase64, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';

/** A record whose bytes are not one line of JSON, as one line: what `baikonur letters --data` writes. */
interface RecordEnvelope {
  readonly partitionKey: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  readonly dataBase64: string;
}

const KEYS: ReadonlySet<string> = new Set(['partitionKey', 'arrivedAt', 'dataBase64']);

/** The line of a record. */
export function recordEnvelope(record: {
  readonly partitionKey: string;
  readonly arrivedAt: string;
  readonly data: Buffer;
}): string {
  const { partitionKey, arrivedAt, data } = record;
  return JSON.stringify({ partitionKey, arrivedAt, dataBase64: data.toString('base64') } satisfies RecordEnvelope);
}

/** The record of an envelope; `undefined` for an object that is none, or has any other key. */
export function readRecordEnvelope(
  root: JsonObject,
  line: number,
  defaults: RecordDefaults,
): readonly FoundRecord[] | undefined {
  const { partitionKey, arrivedAt, dataBase64 } = root;
  const keys = Object.keys(root);
  if (keys.length !== KEYS.size || !keys.every((key) => KEYS.has(key))) return undefined;
  const data = bytesOfBase64(dataBase64);
  if (data === undefined || typeof partitionKey !== 'string' || typeof arrivedAt !== 'string') return undefined;
  const arrivedAtMs = Date.parse(arrivedAt);
  const arrival = Number.isNaN(arrivedAtMs) ? {} : { arrivedAtMs };
  return [recordOf(data, defaults, { number: line, partitionKey, ...arrival })];
}
