import { gzipSync, zstdCompressSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import type { BatchEvent } from '../batches/make-batches.ts';
import type { Send, WorkName } from '../works/work.ts';
import { type FloorLog, type Root, readLogs } from './read-logs.ts';

/** The cheapest correct program for a work: takes the event, hands over what it would send. */
export type Floor = (event: BatchEvent, send: Send) => void;

const NEWLINE = Buffer.from('\n');
const MAX_RECORDS = 500;
const MAX_CALL_BYTES = 5 * 1024 * 1024;

const group: Floor = (event, send) => {
  for (const logs of byTypeAndDay(readLogs(event))) {
    send(logs);
  }
};

/** The routes of `ROUTES` in `works/services.ts`, written out by hand. */
const route: Floor = (event, send) => {
  const web: FloorLog[] = [];
  const business: FloorLog[] = [];
  const errors: FloorLog[] = [];
  for (const log of readLogs(event, ({ level }) => level)) {
    const { type } = log;
    if (type === 'access' || type === 'metrics') web.push(log);
    else if (type === 'app' || type === 'auth' || type === 'payment' || type === 'audit') business.push(log);
    if (log.picked === 'ERROR') errors.push(log);
  }
  for (const logs of [web, business, errors]) sendInCalls(logs, send);
};

const bulk: Floor = (event, send) => {
  const logs = readLogs(event);
  for (let start = 0; start < logs.length; start += MAX_RECORDS) {
    const parts: Buffer[] = [];
    for (const { type, id, time, data } of logs.slice(start, start + MAX_RECORDS)) {
      const index = `${type}-${time.slice(0, 4)}${time.slice(5, 7)}${time.slice(8, 10)}`;
      parts.push(Buffer.from(`{"create":{"_index":"${index}","_id":"${id}"}}\n`), data, NEWLINE);
    }
    send(Buffer.concat(parts));
  }
};

/** `[EventTime, {"message": text}]`, the text's length in four bytes. */
const MESSAGE_HEAD = Buffer.from('92d70000000000000000000081a76d657373616765db00000000', 'hex');

interface Format {
  readonly addEntry: (log: FloorLog, parts: Buffer[]) => void;
  readonly pick?: (root: Root) => unknown;
}
const MESSAGE: Format = { addEntry: messageEntry };
const JSON_MAP: Format = { addEntry: jsonEntry, pick: (root) => root };

/** The floor of each work. */
export const FLOORS: Readonly<Record<WorkName, Floor>> = {
  's3-sink': archive((body) => gzipSync(body, { level: 6 })),
  's3-sink-zstd': archive((body) => zstdCompressSync(body)),
  'decode-validate-group': group,
  forwarders: (event, send) => sendInCalls(readLogs(event), send),
  'forwarders-aggregated': (event, send) => sendInCalls(readLogs(event), send), // without aggregates: the ratio has their price
  router: route,
  'es-sink': bulk,
  'fluent-sink-message': forward(MESSAGE, false),
  'fluent-sink-message-gzip': forward(MESSAGE, true),
  'fluent-sink-json': forward(JSON_MAP, false),
  'fluent-sink-json-gzip': forward(JSON_MAP, true),
};

function archive(compress: (body: Buffer) => Buffer): Floor {
  return (event, send) => {
    for (const group of byTypeAndDay(readLogs(event))) {
      const parts: Buffer[] = [];
      for (const { data } of group) parts.push(data, NEWLINE);
      send(compress(Buffer.concat(parts)));
    }
  };
}

function byTypeAndDay(logs: readonly FloorLog[]): Iterable<readonly FloorLog[]> {
  return groupBy(logs, ({ type, time }) => type + time.slice(0, 10));
}

function groupBy(logs: readonly FloorLog[], keyOf: (log: FloorLog) => string): Iterable<readonly FloorLog[]> {
  const groups = new Map<string, FloorLog[]>();
  for (const log of logs) {
    const key = keyOf(log);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [log]);
    else group.push(log);
  }
  return groups.values();
}

function sendInCalls(logs: readonly FloorLog[], send: Send): void {
  let records: { data: Buffer; partitionKey: string }[] = [];
  let bytes = 0;
  for (const { data, key } of logs) {
    const size = data.length + key.length;
    if (records.length === MAX_RECORDS || bytes + size > MAX_CALL_BYTES) {
      send(records);
      records = [];
      bytes = 0;
    }
    records.push({ data, partitionKey: key });
    bytes += size;
  }
  if (records.length > 0) send(records);
}

/** The log as a map, by the library: it rounds large integers, which a sink may not. */
function jsonEntry(log: FloorLog, parts: Buffer[]): void {
  messageEntry(log, parts);
  parts.length--;
  const head = parts.pop() as Buffer;
  const map = encode(log.picked);
  parts.push(head.subarray(0, 11), Buffer.from(map.buffer, map.byteOffset, map.byteLength));
}

function messageEntry(log: FloorLog, parts: Buffer[]): void {
  const head = Buffer.from(MESSAGE_HEAD);
  const ms = Date.parse(log.time);
  head.writeUInt32BE(Math.floor(ms / 1000), 3);
  head.writeUInt32BE((ms % 1000) * 1e6, 7);
  head.writeUInt32BE(log.data.length, head.length - 4);
  parts.push(head, log.data);
}

function forward({ addEntry, pick }: Format, gzip: boolean): Floor {
  return (event, send) => {
    for (const logs of groupBy(readLogs(event, pick), ({ type }) => type)) {
      const parts: Buffer[] = [];
      for (const log of logs) addEntry(log, parts);
      const entries = Buffer.concat(parts);
      send(gzip ? gzipSync(entries, { level: 6 }) : entries);
    }
  };
}
