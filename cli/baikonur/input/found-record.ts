import { textWithoutBom } from '../../../shared/log/decode/json.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import type { RejectCode } from '../../../shared/log/reject.ts';

/** A record that was found in an input, or why there is none. */
export type FoundRecord =
  | {
      readonly status: 'record';
      readonly record: StreamRecord;
      /** Whether stream, shard and sequence number are the input's own. */
      readonly isComplete: boolean;
    }
  | { readonly status: 'bad'; readonly reason: RejectCode; readonly error: string }
  | { readonly status: 'tooLong'; readonly bytes: number };

/** Values used where an input has none. */
export interface RecordDefaults {
  readonly streamName: string;
  readonly nowMs: number;
  /** Log group of log events whose input names none. */
  readonly logGroup?: string | undefined;
  /** Names of the three fields of a log: an object that has them is a log, whatever else is in it. */
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
}

/** Shard of records whose input names none. */
export const SHARD = 'shardId-000000000000';

/** A record of which nothing but its data, and perhaps its key and arrival, is known. */
export function recordOf(
  data: Buffer,
  { streamName, nowMs }: RecordDefaults,
  known: { readonly number: number; readonly partitionKey?: string; readonly arrivedAtMs?: number },
): FoundRecord {
  const { number, partitionKey = '', arrivedAtMs = nowMs } = known;
  const sequenceNumber = String(number);
  const base64 = data.toString('base64');
  const record = { streamName, shardId: SHARD, sequenceNumber, partitionKey, arrivedAtMs, data: base64 };
  return { status: 'record', record, isComplete: false };
}

/** A part of an input that cannot be a record, with the sentence that says so. */
export function badRecord(error: string, reason: RejectCode = 'bad_field'): FoundRecord {
  return { status: 'bad', reason, error };
}

/** The object of a JSON text, behind a byte order mark where there is one; `undefined` where it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** The value of a JSON text, behind a byte order mark where there is one; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(textWithoutBom(text));
  } catch {
    return undefined;
  }
}

/** White space at the end belongs to one part alone: else a long one would be tried in every way. */
const BASE64 = /^[A-Za-z0-9+/\s]*(?:={1,2}\s*)?$/;

/** The bytes of a base64 text; `undefined` where it is none. */
export function bytesOfBase64(text: unknown): Buffer | undefined {
  return typeof text === 'string' && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
