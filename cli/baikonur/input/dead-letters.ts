import type { JsonObject } from '../../../shared/log/json-object.ts';
import { REJECT_CODES } from '../../../shared/log/reject.ts';
import { badRecord, bytesOfBase64, type FoundRecord, type RecordDefaults, recordOf } from './found-record.ts';

const REASONS: ReadonlySet<unknown> = new Set(REJECT_CODES);

/**
 * The record that a dead letter holds, byte for byte and with its partition key, as it would be put on the stream again;
 * `undefined` where the object is no dead letter.
 */
export function readDeadLetter(
  root: JsonObject,
  line: number,
  defaults: RecordDefaults,
): readonly FoundRecord[] | undefined {
  const { identity, reason, data, dataBase64, partitionKey } = root;
  if (typeof identity !== 'string' || !REASONS.has(reason)) return undefined;
  const bytes = typeof data === 'string' ? Buffer.from(data) : bytesOfBase64(dataBase64);
  if (bytes === undefined) {
    return [badRecord(`dead letter ${identity}: expected its record as text in data, or as base64 in dataBase64`)];
  }
  const key = typeof partitionKey === 'string' ? partitionKey : '';
  return [recordOf(bytes, defaults, { number: line, partitionKey: key })];
}
