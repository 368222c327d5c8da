import { gzipSync } from 'node:zlib';
import type { RejectCode } from '../../shared/log/reject.ts';
import type { RecordToSend } from './to-send.ts';

/** Past 10 MiB, the largest default of `MAX_DECOMPRESSED_BYTES`. */
const BOMB_BYTES = 10 * 1024 * 1024 + 1;
/** Past 1,000 KiB, a record of Firehose, and within 1 MiB, a record of Kinesis. */
const PAST_FIREHOSE_BYTES = 1_010 * 1024;

/** Records that no function can deliver, and a log that only Firehose refuses. */
export function badRecords(nowMs: number): RecordToSend[] {
  const rejected = samples(nowMs).map(
    ([code, name, data]): RecordToSend => ({
      name: `${code}: ${name}`,
      partitionKey: 'bad',
      data,
      entries: [{ status: 'rejected', code }],
    }),
  );
  const head = `{"log_type": "access.edge", "log_id": "oversize-${nowMs}", "time": "${new Date(nowMs).toISOString()}", "body": "`;
  const oversize: RecordToSend = {
    name: 'oversize: a log past 1,000 KiB',
    partitionKey: 'bad',
    data: Buffer.from(`${head}${'x'.repeat(PAST_FIREHOSE_BYTES - head.length)}"}`),
    entries: [{ status: 'oversizeForFirehose' }],
  };
  return [...rejected, oversize];
}

/** For each reason code that a record alone can cause, what causes it. */
function samples(nowMs: number): [RejectCode, string, Buffer][] {
  const time = new Date(nowMs).toISOString();
  const id = (name: string): string => `bad-${nowMs}-${name}`;
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  return [
    ['not_utf8', 'a stray byte', Buffer.from([...Buffer.from('{"log_type":"'), 0xff, ...Buffer.from('"}')])],
    ['not_json', 'a line of text', Buffer.from('GET / 200')],
    ['not_json', 'half a log', Buffer.from(`{"log_type":"app.web","log_id":"${id('half')}"`)],
    ['not_object', 'a list', json([1, 2])],
    ['missing_field', 'no log_id', json({ log_type: 'app.web', time })],
    ['bad_field', 'log_type is a number', json({ log_type: 7, log_id: id('type'), time })],
    ['bad_time', 'no such day', json({ log_type: 'app.web', log_id: id('time'), time: '2026-02-30T25:61:00' })],
    ['corrupt_compression', 'damaged gzip', damaged(gzipSync(json({ log_type: 'app.web', log_id: id('gzip'), time })))],
    ['too_large_decompressed', 'a decompression bomb', gzipSync(Buffer.alloc(BOMB_BYTES))],
  ];
}

function damaged(data: Buffer): Buffer {
  return Buffer.concat([data.subarray(0, 20), Buffer.alloc(20, 0xff)]);
}
