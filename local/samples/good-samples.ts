import { gzipSync, zstdCompressSync } from 'node:zlib';
import { aggregate } from 'aws-kinesis-agg';
import type { EventsToLog, Expected, RecordToSend } from './to-send.ts';

const VALID: Expected = { status: 'valid' };
const TYPES = ['app.web', 'app.worker', 'access.edge', 'audit'];
const DAY_MS = 86_400_000;

/** Logs as they reach the router's stream from producers: plain, compressed, aggregated by the KPL. */
export async function goodRecords(nowMs: number): Promise<RecordToSend[]> {
  return [
    ...logs(24, 'plain', nowMs).map((text, i) => record('plain', `key-${i % 7}`, Buffer.from(text))),
    ...logs(4, 'gzip', nowMs).map((text, i) => record('gzip', `gzip-${i}`, gzipSync(text))),
    ...logs(4, 'zstd', nowMs).map((text, i) => record('zstd', `zstd-${i}`, zstdCompressSync(text))),
    ...(await aggregated(logs(12, 'kpl', nowMs))),
  ];
}

function logs(count: number, kind: string, nowMs: number): string[] {
  return Array.from({ length: count }, (_, number) => log(number, kind, nowMs));
}

/** One log as an application writes it; every third one is of yesterday, and numbers are past 2^53. */
function log(number: number, kind: string, nowMs: number): string {
  const time = new Date(nowMs - (number % 3 === 0 ? DAY_MS : 0) - number * 1000).toISOString();
  const type = TYPES[number % TYPES.length];
  return `{"log_type": "${type}", "log_id": "${kind}-${nowMs}-${number}", "time": "${time}", "exact": 12345678901234567890, "text": "süß – ${kind}"}`;
}

function record(name: string, partitionKey: string, data: Buffer): RecordToSend {
  return {
    name,
    partitionKey,
    data,
    entries: [VALID],
  };
}

async function aggregated(texts: readonly string[]): Promise<RecordToSend[]> {
  const records = texts.map((text, i) => ({ partitionKey: `kpl-${i % 5}`, data: Buffer.from(text) }));
  const packed: RecordToSend[] = [];
  await new Promise<void>((resolve, reject) =>
    aggregate(
      records,
      (encoded, next) => {
        packed.push({
          name: 'KPL aggregate',
          partitionKey: encoded.partitionKey,
          data: encoded.data,
          entries: texts.map(() => VALID),
        });
        next();
      },
      resolve,
      reject,
    ),
  );
  return packed;
}

/** Log events: an application that logs JSON, and one that logs lines (which the example configuration wraps). */
export function goodEvents(nowMs: number): EventsToLog[] {
  const json = logs(6, 'cloudwatch', nowMs);
  const lines = ['GET /health 200', 'GET /cart 500', 'worker 3 started'];
  return [
    { logStream: `json-${nowMs}`, messages: json, entries: json.map(() => VALID) },
    { logStream: `lines-${nowMs}`, messages: lines, entries: lines.map(() => VALID) },
  ];
}
