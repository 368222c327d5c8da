import { zstdCompressSync } from 'node:zlib';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { isBinaryRecord } from '../input/base64.ts';

/** Bytes of an event that Lambda takes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_INVOCATION_BYTES = 6 * 1024 * 1024;

/**
 * An event of Kinesis as text. One that is larger than Lambda takes has its records compressed: functions read the
 * same logs of both. Lambda saves such an event when a record of the stream is too large for it. Records that are compressed
 * already and KPL aggregates stay as they are, so that the text may still be too large.
 */
export function shrinkEvent(event: JsonObject): string {
  const text = JSON.stringify(event);
  const { Records: records } = event;
  if (Buffer.byteLength(text) <= MAX_INVOCATION_BYTES || !Array.isArray(records)) return text;
  return JSON.stringify({ ...event, Records: records.map(shrinkRecord) });
}

function shrinkRecord(record: unknown): unknown {
  const kinesis = isJsonObject(record) ? record['kinesis'] : undefined;
  if (!isJsonObject(record) || !isJsonObject(kinesis) || typeof kinesis['data'] !== 'string') return record;
  const data = Buffer.from(kinesis['data'], 'base64');
  if (isBinaryRecord(data)) return record;
  return { ...record, kinesis: { ...kinesis, data: zstdCompressSync(data).toString('base64') } };
}
