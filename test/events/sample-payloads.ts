import { gzipSync, zstdCompressSync } from 'node:zlib';
import { aggregate } from 'aws-kinesis-agg';

/** One Kinesis record of a sample event. */
export interface SamplePayload {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Time of the first sample; each further one is a minute later, the tenth on the next day. */
const FIRST_MS = Date.UTC(2026, 10, 21, 23, 52);
const MINUTE_MS = 60_000;

const TYPES = ['app', 'access', 'app-audit'];

/** A bad record for each reason that decoding and the schema know. */
export const BAD_PAYLOADS: Readonly<Record<string, Buffer | string>> = {
  not_utf8: Buffer.concat([
    Buffer.from('{"log_type":"app","log_id":"a","time":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]),
  not_json: '{"log_type":"app","log_id":"cut',
  not_object: '["app","no-object","2026-11-22T00:00:00Z"]',
  missing_field: '{"log_type":"app","time":"2026-11-22T00:00:00Z"}',
  bad_field: '{"log_type":["app"],"log_id":"bad-field","time":"2026-11-22T00:00:00Z"}',
  bad_time: '{"log_type":"app","log_id":"bad-time","time":"the day before yesterday"}',
  corrupt_compression: gzipSync(sampleLog(0)).subarray(0, 40),
};

/** The samples by name, each a list of record payloads. The same bytes on every run. */
export async function samplePayloads(): Promise<Readonly<Record<string, readonly SamplePayload[]>>> {
  return {
    plain: plainPayloads(),
    cloudwatch: cloudwatchPayloads(),
    kpl: await kplPayloads(),
    mixed: await mixedPayloads(),
  };
}

/** Logs as applications put them: plain JSON; one spread over lines, one gzip, one zstd. */
function plainPayloads(): readonly SamplePayload[] {
  return [
    ...logs(0, 7).map(payload),
    payload(
      `${JSON.stringify(JSON.parse('{"log_type":"app","log_id":"lines","time":"2026-11-22T08:00:00+09:00"}'), null, 2)}\n`,
      7,
    ),
    payload(gzipSync(sampleLog(8)), 8),
    payload(zstdCompressSync(Buffer.from(sampleLog(9))), 9),
  ];
}

function logs(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => sampleLog(from + index));
}

/** A valid log as text, with an integer that JSON.parse would corrupt. */
function sampleLog(n: number): string {
  return (
    `{"log_type":"${TYPES[n % TYPES.length]}","log_id":"5f0c1f7e-0000-4000-8000-${String(n).padStart(12, '0')}",` +
    `"time":"${new Date(FIRST_MS + n * MINUTE_MS).toISOString()}","request":{"id":12345678901234567890,"path":"/items/${n}"},` +
    `"level":"${n % 4 === 0 ? 'error' : 'info'}","message":"sample ${n}: Grüße, 世界"}`
  );
}

function payload(data: Buffer | string, n: number): SamplePayload {
  return {
    partitionKey: `user-${n}`,
    data: Buffer.from(data),
  };
}

/** Records of a CloudWatch Logs subscription: its control message first, then envelopes of several events. */
function cloudwatchPayloads(): readonly SamplePayload[] {
  return [
    payload(envelope('CONTROL_MESSAGE', ['CWL CONTROL MESSAGE: Checking health of destination Kinesis.']), 0),
    payload(envelope('DATA_MESSAGE', logs(0, 4)), 1),
    payload(envelope('DATA_MESSAGE', logs(4, 6)), 2),
  ];
}

function envelope(messageType: string, messages: readonly string[]): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType,
      owner: '123456789012',
      logGroup: '/ecs/shop',
      logStream: 'web/1',
      subscriptionFilters: ['shop-to-router'],
      logEvents: messages.map((message, index) => ({
        id: `3862${String(index).padStart(52, '0')}`,
        timestamp: FIRST_MS + index * MINUTE_MS,
        message,
      })),
    }),
  );
}

/** A record of the Kinesis Producer Library: several user records in one. */
async function kplPayloads(): Promise<readonly SamplePayload[]> {
  return [payload(await aggregated(logs(0, 5)), 0), payload(await aggregated(logs(5, 5)), 1)];
}

/** AWS's own aggregator. */
function aggregated(texts: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    aggregate(
      texts.map((data, index) => ({ partitionKey: `user-${index % 3}`, data: Buffer.from(data) })),
      ({ data }, done) => {
        resolve(data);
        done();
      },
      () => undefined,
      reject,
    );
  });
}

/** All kinds together, a bad record of each kind between good ones. */
async function mixedPayloads(): Promise<readonly SamplePayload[]> {
  const bad = Object.values(BAD_PAYLOADS).flatMap((data, index) => [
    payload(data, 20 + index),
    payload(sampleLog(20 + index), index),
  ]);
  return [...plainPayloads(), ...cloudwatchPayloads(), ...bad, ...(await kplPayloads())];
}
