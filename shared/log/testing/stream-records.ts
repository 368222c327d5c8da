import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { StreamRecord } from '../decode/kinesis-event.ts';

/** Records with rising sequence numbers. */
export function streamRecords(payloads: readonly (Buffer | string)[]): readonly StreamRecord[] {
  return payloads.map((payload, i) => streamRecord(payload, String(1000 + i)));
}

/** A record of shard 1 of the stream `logs`, arrived on 2024-06-07. */
export function streamRecord(data: Buffer | string, sequenceNumber = '49600000000000000000000001'): StreamRecord {
  return {
    streamName: 'logs',
    shardId: 'shardId-000000000001',
    sequenceNumber,
    partitionKey: 'key',
    arrivedAtMs: Date.UTC(2024, 5, 7, 3),
    data: Buffer.from(data).toString('base64'),
  };
}

/** The JSON text of a valid log. */
export function logText(id = 'id-1', type = 'app'): string {
  return JSON.stringify({ log_type: type, log_id: id, time: '2024-06-07T02:59:59Z' });
}

/** The probe of a new subscription. */
export function controlMessage(): Buffer {
  return cloudwatch(['CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.'], {
    messageType: 'CONTROL_MESSAGE',
    owner: 'CloudwatchLogs',
    logGroup: '',
    logStream: '',
  });
}

/** The same as it travels. */
export function cloudwatch(messages: readonly string[], changes: Readonly<Record<string, unknown>> = {}): Buffer {
  return gzipSync(envelopeText(messages, changes));
}

/** A payload of CloudWatch Logs, before gzip; event ids are `e0`, `e1`, … */
export function envelopeText(messages: readonly string[], changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/ecs/checkout',
    logStream: 'app/1',
    subscriptionFilters: ['to-kinesis'],
    logEvents: messages.map((message, i) => ({ id: `e${i}`, timestamp: Date.UTC(2024, 5, 7, 2, 58, i % 60), message })),
    ...changes,
  });
}

/** A KPL aggregate; the user records' partition keys are `key-0`, `key-1`, … */
export function kplAggregate(payloads: readonly (Buffer | string)[]): Buffer {
  return kplFrame(
    Buffer.concat([
      ...payloads.map((_, i) => protobufField(1, Buffer.from(`key-${i}`))),
      ...payloads.map((payload, i) =>
        protobufField(3, Buffer.concat([protobufField(1, i), protobufField(3, Buffer.from(payload))])),
      ),
    ]),
  );
}

/** Magic and MD5 around a protobuf body. */
export function kplFrame(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), body, createHash('md5').update(body).digest()]);
}

/** One protobuf field: a number as varint, bytes with their length. */
export function protobufField(field: number, value: number | Buffer): Buffer {
  return typeof value === 'number'
    ? Buffer.from([...varint(field * 8), ...varint(value)])
    : Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(value >>> 7)];
}
