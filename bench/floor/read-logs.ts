import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { BatchEvent } from '../batches/make-batches.ts';

/** A valid log as the floor knows it: no identity, no provenance. */
export interface FloorLog {
  readonly type: string;
  readonly id: string;
  readonly time: string;
  readonly key: string;
  readonly data: Buffer;
  /** The value that `pick` took from the object; nothing else of it stays in memory. */
  readonly picked: unknown;
}

type Pick = (root: Root) => unknown;

/** The parts of a log that a floor may read. */
export interface Root {
  readonly log_type?: unknown;
  readonly log_id?: unknown;
  readonly time?: unknown;
  readonly level?: unknown;
  readonly messageType?: string;
  readonly logEvents: readonly { readonly message: string }[];
}

interface Sink {
  readonly logs: FloorLog[];
  readonly pick: Pick | undefined;
}

/**
 * The valid logs of a batch, in order, by the cheapest way there is in Node alone; what is bad is dropped.
 * @param pick takes from the object what the floor needs beside the schema.
 */
export function readLogs(event: BatchEvent, pick?: Pick): readonly FloorLog[] {
  const sink: Sink = { logs: [], pick };
  for (const { kinesis } of event.Records) {
    const data = Buffer.from(kinesis.data, 'base64');
    if (data[0] === 0xf3 && isAggregate(data)) readAggregate(data, sink);
    else readPayload(data, kinesis.partitionKey, sink);
  }
  return sink.logs;
}

function isAggregate(data: Buffer): boolean {
  return (
    data.length > 20 &&
    data.readUInt32BE(0) === 0xf3899ac2 &&
    hash('md5', data.subarray(4, -16), 'buffer').equals(data.subarray(-16))
  );
}

/** Reads an aggregate whose MD5 is right: key table, then records of key index and data. */
function readAggregate(data: Buffer, sink: Sink): void {
  const end = data.length - 16;
  const keys: string[] = [];
  let at = 4;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < end) {
    const field = varint() >>> 3;
    const length = varint();
    if (field === 1) keys.push(data.toString('utf8', at, at + length));
    if (field !== 3) at += length;
    else {
      at++;
      const key = keys[varint()] ?? '';
      at++;
      const size = varint();
      readPayload(data.subarray(at, at + size), key, sink);
      at += size;
    }
  }
}

function readPayload(payload: Buffer, key: string, sink: Sink): void {
  const data = payload[0] === 0x1f && payload[1] === 0x8b ? inflate(payload) : payload;
  if (data === undefined || !isUtf8(data)) return;
  const root = parse(data.toString());
  if (root?.messageType === undefined) add(root, data, key, sink);
  else if (root.messageType === 'DATA_MESSAGE') {
    for (const { message } of root.logEvents) add(parse(message), Buffer.from(message), key, sink);
  }
}

function inflate(data: Buffer): Buffer | undefined {
  const claimed = data.length < 18 ? 0 : data.readUInt32LE(data.length - 4);
  // The size that a cut or corrupt stream claims is limited by the highest ratio of compressed text.
  const chunkSize = claimed > 64 && claimed < data.length * 50 ? claimed + 1 : 65_536;
  try {
    return gunzipSync(data, { chunkSize });
  } catch {
    return undefined;
  }
}

function parse(text: string): Root | undefined {
  try {
    const root = JSON.parse(text);
    return typeof root === 'object' && root !== null && !Array.isArray(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

function add(root: Root | undefined, data: Buffer, key: string, { logs, pick }: Sink): void {
  if (root === undefined) return;
  const { log_type: type, log_id: id, time } = root;
  if (typeof type === 'string' && typeof id === 'string' && typeof time === 'string') {
    logs.push({ type, id, time, key, data, picked: pick?.(root) });
  }
}
