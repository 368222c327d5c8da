/** The event that the programs decode: one JSON record, gzip in a KPL aggregate, and text. */
export const PRINTED = 'entry:{"a":1} entry:{"b":2} rejected:not_json 2 log 1717729200000000000 delivered lines:1 3';

const USE = `
const log = Buffer.from('{"b":2}');
const packed = [...aggregate([{ partitionKey: 'k', data: gzipSync(log) }, { partitionKey: 'k', data: log }])];
const records = [Buffer.from('{"a":1}'), gzipSync(log), Buffer.from('text')].map((data, index) => ({
  eventID: 'shardId-1:' + index,
  eventSourceARN: 'arn:aws:kinesis:us-east-1:1:stream/logs',
  kinesis: { sequenceNumber: String(index), partitionKey: 'k', approximateArrivalTimestamp: 1717729200, data: data.toString('base64') },
}));
const entries = [...decodeKinesisEvent({ Records: records })].map((entry) =>
  entry.status === 'entry' ? 'entry:' + entry.data : 'rejected:' + entry.reason);
const first = deaggregate(packed[0].data);
const [read] = createLogReader({ optionalFields: ['log_type', 'log_id', 'time'] })({ Records: records });
const time = createTimeParser()('2024-06-07 03:00', 'text', 0);
const use = async () => {
  const [outcome] = await putRecords(async ({ records: sent }) => sent.map(() => ({ status: 'ok' })), [{ data: 'x' }], { stream: 's' });
  const wrapped = decodeSubscription(Buffer.from(JSON.stringify({ messageType: 'DATA_MESSAGE', owner: '1', logGroup: 'g', logStream: 's', logEvents: [{ id: '1', timestamp: 1, message: 'm' }] })));
  const expanded = expandUserRecords({ Records: [{ ...records[0], kinesis: { ...records[0].kinesis, data: packed[0].data.toString('base64') } }, records[1]] });
  console.log([...entries, first.records.length, read.status, time.timeNs, outcome.status, 'lines:' + wrapped.events.length, expanded.Records.length].join(' '));
  if (typeof createLogPipeline !== 'function' || typeof createPutRecords !== 'function') throw new Error('no function');
  if (typeof createPutObject !== 'function' || typeof createPutRecordBatch !== 'function') throw new Error('no function');
};
use();
`;

const NAMES: readonly (readonly [names: string, subpath: string])[] = [
  ['decodeKinesisEvent', ''],
  ['aggregate, deaggregate', '/kpl'],
  ['decodeSubscription', '/cloudwatch'],
  ['createLogReader', '/schema'],
  ['createTimeParser', '/time'],
  ['putRecords', '/put'],
  ['createPutRecords', '/put/kinesis'],
  ['createPutRecordBatch', '/put/firehose'],
  ['createPutObject', '/put/s3'],
  ['createLogPipeline', '/pipeline'],
  ['expandUserRecords', '/powertools'],
];

/** Uses every subpath, and prints {@link PRINTED}. */
export const ESM_PROGRAM = `import { gzipSync } from 'node:zlib';
${NAMES.map(([names, subpath]) => `import { ${names} } from 'kinesis-records${subpath}';`).join('\n')}
${USE}`;

/** The same with `require`. */
export const CJS_PROGRAM = `const { gzipSync } = require('node:zlib');
${NAMES.map(([names, subpath]) => `const { ${names} } = require('kinesis-records${subpath}');`).join('\n')}
${USE}`;

/** The types as a user meets them: it compiles, and each line with an error is expected. */
export const TYPED_PROGRAM = `import { decodeKinesisEvent, type KinesisEntry, type RejectReason } from 'kinesis-records';
import { decodeKinesisEvent as same } from 'kinesis-records/decode';
import { deaggregate, type AggregatedRecord } from 'kinesis-records/kpl';
import { decodeSubscription } from 'kinesis-records/cloudwatch';
import { createLogReader } from 'kinesis-records/schema';
import { createTimeParser, type TimeParser } from 'kinesis-records/time';
import { putRecords, type Outcome, type PutRecords } from 'kinesis-records/put';
import { createPutRecords } from 'kinesis-records/put/kinesis';
import { createPutRecordBatch } from 'kinesis-records/put/firehose';
import { createObjectDeliver } from 'kinesis-records/put/s3';
import { createLogPipeline, type StreamHandler } from 'kinesis-records/pipeline';
import { expandUserRecords } from 'kinesis-records/powertools';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';

declare const event: KinesisStreamEvent;
for (const entry of decodeKinesisEvent(event)) {
  // @ts-expect-error not every entry has bytes
  const bytes: Buffer = entry.data;
  if (entry.status === 'entry') {
    const whole: KinesisEntry = entry;
    const key: string | undefined = whole.partitionKey;
    // @ts-expect-error a partition key may be absent
    const surely: string = whole.partitionKey;
    console.log(bytes, key, surely);
  } else {
    const reason: RejectReason = entry.reason;
    console.log(reason);
  }
}
// @ts-expect-error no such option
decodeKinesisEvent(event, { maxBytes: 1 });
const parse: TimeParser = createTimeParser();
const read = createLogReader({ parseTime: parse });
const put: PutRecords = createPutRecords(new KinesisClient({}));
const outcomes: Promise<readonly Outcome[]> = putRecords(put, [], { stream: 's' });
const expanded: KinesisStreamEvent = expandUserRecords(event);
const kept: AggregatedRecord[] = [];
declare const handler: StreamHandler;
console.log(same, deaggregate, decodeSubscription, read, outcomes, createPutRecordBatch, createObjectDeliver, createLogPipeline, expanded, kept, handler);
`;

/** The options with which it is compiled. */
export const TSCONFIG = JSON.stringify({
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.iterator'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
});
