import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { kinesisLimits } from '../../../shared/delivery/output-limits.ts';
import { cloudwatch, envelopeText, kplAggregate } from '../../../shared/log/testing/stream-records.ts';
import { createPack } from '../send/pack.ts';
import { sendLines } from '../send/send-lines.ts';
import type { SendRecord } from '../send/send-record.ts';
import { readSendables } from '../send/sendable.ts';
import { event, explain, log } from '../testing/explain-logs.ts';
import { NOW_MS } from '../testing/run-command.ts';
import { openText } from './open-text.ts';
import { readRecords } from './read-records.ts';

/** The records that `send` puts for an input, and how many parts of it were none. */
async function send(input: string | Buffer, form: 'plain' | 'cloudwatch' | 'kpl' = 'plain') {
  async function* chunks() {
    const data = Buffer.from(input);
    for (let at = 0; at < data.length; at += 1000) yield data.subarray(at, at + 1000);
  }
  const records: SendRecord[] = [];
  const warnings: string[] = [];
  const fields = { logType: 'log_type', logId: 'log_id', time: 'time' };
  const defaults = { streamName: 'in', nowMs: NOW_MS, fields };
  const pieces = readRecords(await openText(chunks(), 64 * 1024 * 1024), defaults);
  const counts = await sendLines(readSendables(pieces), {
    stream: 's',
    put: async ({ records: put }) => {
      // What sendLines puts are its own records.
      records.push(...(put as readonly SendRecord[]));
      return put.map(() => ({ status: 'ok' }));
    },
    retries: { maxTries: 1, baseMs: 0, capMs: 0, random: () => 0, sleep: async () => undefined },
    signal: new AbortController().signal,
    pack: createPack({ form, fields, maxLines: 500, now: () => NOW_MS }),
    limits: kinesisLimits(10_240),
    now: () => 0,
    sleep: async () => undefined,
    warn: (sentence) => warnings.push(sentence),
    progress: () => undefined,
  });
  return { records, counts, warnings };
}

/** The verdict of `explain` on each entry, without its position. */
async function verdicts(input: string | Buffer) {
  const { entries } = await explain(input);
  return entries.map(({ outcome, reason, logType, logId, timeMs, error, cloudwatch: from }) => ({
    outcome,
    reason,
    logType,
    logId,
    timeMs,
    error,
    from,
  }));
}

/** The records as an event that Lambda would hand over. */
function eventOf(records: readonly SendRecord[]): string {
  return JSON.stringify(
    event(
      records.map(({ data }) => data),
      'baikonur-dev-router',
      NOW_MS / 1000,
    ),
  );
}

const STACK = 'Exception in thread main\n\tat a.b.C\n\tat d.e.F';

function deadLetter(data: string | Buffer, more: object = {}): string {
  const bytes = typeof data === 'string' ? { data } : { dataBase64: data.toString('base64') };
  return JSON.stringify({ identity: 's/shardId-0/1', reason: 'held_too_long', partitionKey: 'k-1', ...bytes, ...more });
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
function base64(data: string | Buffer): string {
  return Buffer.from(data).toString('base64');
}
function apiRecord(data: string | Buffer) {
  return {
    SequenceNumber: '49',
    ApproximateArrivalTimestamp: '2026-11-22T09:00:00.123000+09:00',
    Data: base64(data),
    PartitionKey: 'k-1',
  };
}

function printedEvents(messages: readonly string[]) {
  const events = messages.map((message, index) => ({
    logStreamName: `web/${index >> 1}`,
    timestamp: 1_795_309_200_000 + index,
    message,
    ingestionTime: 1,
    eventId: `e${index}`,
  }));
  return { events, searchedLogStreams: [] };
}

const payloads = fc.oneof(
  fc.constantFrom<string | Buffer>(
    log('1'),
    log('2', 'access'),
    log(''),
    'GET / 200',
    '',
    STACK,
    '[1]',
    pretty(JSON.parse(log('3'))),
  ),
  fc.constantFrom<string | Buffer>(
    gzipSync(log('4')),
    zstdCompressSync(log('5')),
    cloudwatch([log('6'), 'x']),
    kplAggregate([log('7'), '?']),
  ),
  fc.constantFrom<string | Buffer>(Buffer.from([0x22, 0xff, 0x0a, 0x22]), Buffer.from([0x1f, 0x8b, 0x08])),
  fc.string().map((text) => JSON.stringify({ log_type: 'app', log_id: text, time: '10:00' })),
);
const lists = fc.array(payloads, { minLength: 1, maxLength: 4 });
const pieces = fc.oneof(
  payloads.filter((data) => typeof data === 'string' && data !== '').map(String),
  payloads.map((data) => deadLetter(data)),
  lists.map((data) => JSON.stringify(event(data, 'baikonur-dev-router', NOW_MS / 1000))),
  lists.map((data) => pretty({ Records: data.map(apiRecord), MillisBehindLatest: 0 })),
  lists.map((data) =>
    JSON.stringify({
      invocationId: 'i',
      records: data.map((one) => ({ recordId: '1', approximateArrivalTimestamp: NOW_MS, data: base64(one) })),
    }),
  ),
  payloads.map((data) => JSON.stringify({ awslogs: { data: base64(data) } })),
  fc.array(fc.string(), { minLength: 1, maxLength: 4 }).map((messages) => pretty(printedEvents(messages))),
  fc.constantFrom(
    base64(gzipSync(log('8'))),
    base64(kplAggregate([log('9')])),
    envelopeText([log('10'), '{}']),
    '{"Records":[{"kinesis":{}}]}',
  ),
  fc.constantFrom(
    '{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"b"},"object":{"key":"k+%C3%BC"}}}]}',
    deadLetter('', { data: 7 }),
  ),
);

it('explain and send find the same records in any input', async () => {
  const wrap = fc.constantFrom<(text: string) => string | Buffer>((text) => text, gzipSync, zstdCompressSync);
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 6 }), wrap, async (parts, wrapped) => {
      const input = wrapped(parts.join('\n'));
      const { records, counts } = await send(input);
      const said = await verdicts(input);
      const bad = said.filter(({ reason, error }) => isNoRecord(reason, error));
      expect(counts).toMatchObject({
        lines: records.length + bad.length,
        sent: records.length,
        failed: bad.length,
        tooLarge: 0,
      });
      const again = records.length === 0 ? [] : await verdicts(eventOf(records));
      expect(again.map(withoutClock)).toEqual(
        said.filter(({ reason, error }) => !isNoRecord(reason, error)).map(withoutClock),
      );
    }),
    { numRuns: 60 },
  );
});

/** Sentences of `explain` about parts of an input that are no record. */
function isNoRecord(reason: string | undefined, error: string | undefined): boolean {
  return (
    reason !== undefined && /^(Records\[|records\[|dead letter |a notification|a message of|awslogs)/.test(error ?? '')
  );
}

/** A record that is sent again arrives anew: a time without a date may be another. */
function withoutClock({ timeMs: _, ...rest }: Awaited<ReturnType<typeof verdicts>>[number]) {
  return rest;
}

it.each([
  ['as it is', (text: string) => text],
  ['in gzip', gzipSync],
])('dead letters, %s, come back each as one record, byte for byte, with their keys', async (_, wrap) => {
  const all = [
    pretty(JSON.parse(log('1'))),
    STACK,
    '',
    'a\r\n',
    '{"a":1}\n{"b":2}',
    Buffer.from([0, 0xff, 0x0a]),
    gzipSync('x'),
    'x\ufeff\u0000',
  ];
  const file = all.map((data, index) => deadLetter(data, { partitionKey: `key-${index}` })).join('\n');
  const { records } = await send(wrap(file));
  expect(records.map(({ data, partitionKey }) => [data, partitionKey])).toEqual(
    all.map((data, index) => [Buffer.from(data), `key-${index}`]),
  );
});

it('a dead letter without a key is sent with its log id', async () => {
  const { records } = await send(deadLetter(log('the-id'), { partitionKey: '' }));
  expect(records.map(({ partitionKey }) => partitionKey)).toEqual(['the-id']);
});

it('a log that only resembles a dead letter is sent as it is', async () => {
  const resembling = JSON.stringify({ ...JSON.parse(log('1')), identity: 'a', reason: 'because', data: 'x' });
  expect((await send(resembling)).records.map(({ data }) => data.toString())).toEqual([resembling]);
});

it('what is no text goes round a CloudWatch envelope, byte for byte', async () => {
  const bytes = Buffer.from([0xff, 0x00]);
  const { records, counts } = await send([deadLetter(bytes), log('1'), log('2'), ''].join('\n'), 'cloudwatch');
  expect(records[0]?.data).toEqual(bytes);
  expect({ records: records.length, counts }).toMatchObject({ records: 2, counts: { lines: 3, sent: 3 } });
});

it('what is no record is told with its line, counted as failed, and the rest is sent', async () => {
  const input = [log('1'), deadLetter('', { data: 7 }), log('2')].join('\n');
  const { records, counts, warnings } = await send(input);
  expect(records).toHaveLength(2);
  expect(counts).toMatchObject({ lines: 3, sent: 2, failed: 1 });
  expect(warnings).toEqual([
    'line 2: dead letter s/shardId-0/1: expected its record as text in data, or as base64 in dataBase64',
  ]);
});

describe('forms of other tools', () => {
  const one = log('1');
  const arrivedAt = Date.parse('2026-11-22T00:00:00.123Z');
  it.each<[string, unknown]>([
    ['aws kinesis get-records', { Records: [apiRecord(one)], NextShardIterator: 'A', MillisBehindLatest: 0 }],
    ['one record of it', apiRecord(one)],
    ['version 1 of the CLI', { Records: [{ ...apiRecord(one), ApproximateArrivalTimestamp: 1795305600.123 }] }],
    ['an event of CloudWatch Logs', { awslogs: { data: base64(cloudwatch([one])) } }],
    [
      'a transformation event of Firehose',
      {
        invocationId: 'i',
        deliveryStreamArn: 'a',
        records: [{ recordId: '1', approximateArrivalTimestamp: arrivedAt, data: base64(one) }],
      },
    ],
    ['a request of Firehose to an HTTP endpoint', { requestId: 'r', timestamp: 1, records: [{ data: base64(one) }] }],
    ['aws logs filter-log-events', printedEvents([one])],
    ['aws logs get-log-events', { events: [{ timestamp: 1, message: one, ingestionTime: 2 }], nextForwardToken: 'f' }],
    ['a dead letter', JSON.parse(deadLetter(one))],
  ])('%s', async (_, value) => {
    for (const text of [JSON.stringify(value), pretty(value), `\ufeff${pretty(value)}`]) {
      const { code, entries } = await explain(text);
      expect({ code, entries }).toMatchObject({ code: 0, entries: [{ outcome: 'valid', logId: '1' }] });
      expect((await send(text)).counts).toMatchObject({ lines: 1, sent: 1 });
    }
  });

  it.each<[string, object]>([
    ['text', { ApproximateArrivalTimestamp: '2026-11-22T09:00:00.123000+09:00' }],
    ['a number', { ApproximateArrivalTimestamp: 1795305600.123 }],
  ])('the arrival of get-records, as %s, completes a date', async (_, arrival) => {
    const record = { ...apiRecord('{"log_type":"a","log_id":"1","time":"23:59:58"}'), ...arrival };
    const { entries } = await explain(JSON.stringify({ Records: [record] }));
    expect(entries).toMatchObject([{ timeMs: Date.parse('2026-11-21T23:59:58Z') }]);
  });

  it('an empty answer of get-records holds nothing', async () => {
    expect(await explain('{"Records":[],"NextShardIterator":"A","MillisBehindLatest":0}')).toMatchObject({
      code: 0,
      entries: [],
    });
  });

  const s3 = { eventSource: 'aws:s3', s3: { bucket: { name: 'logs' }, object: { key: 'a+b/%E3%81%82.gz' } } };
  const about = {
    shardId: 'shardId-000000000001',
    startSequenceNumber: '49',
    streamArn: 'arn:aws:kinesis:r:1:stream/s',
  };
  it.each<[string, object, string]>([
    ['a notification of S3', { Records: [s3] }, "aws s3 cp 's3://logs/a b/あ.gz' - | baikonur explain"],
    [
      'the same through EventBridge',
      { source: 'aws.s3', detail: { bucket: { name: 'b' }, object: { key: 'k' } } },
      "aws s3 cp 's3://b/k' -",
    ],
    [
      'the same through SQS',
      { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify({ Records: [s3] }) }] },
      "aws s3 cp 's3://logs/",
    ],
    [
      'the same through SNS',
      { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify({ Records: [s3] }) } }] },
      "aws s3 cp 's3://logs/",
    ],
    [
      'the same through SNS and SQS, as receive-message prints it',
      {
        Messages: [
          {
            ReceiptHandle: 'r',
            Body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ Records: [s3] }) }),
          },
        ],
      },
      "aws s3 cp 's3://logs/",
    ],
    ['a message of SQS', { Records: [{ eventSource: 'aws:sqs', body: one }] }, 'explain its body (jq -r .body)'],
    ["Lambda's report of a batch", { KinesisBatchInfo: about }, '--starting-sequence-number 49'],
    [
      'the same in a message',
      { Messages: [{ ReceiptHandle: 'r', Body: JSON.stringify({ KinesisBatchInfo: about }) }] },
      '--shard-id shardId-000000000001',
    ],
  ])('%s: a sentence that says what to do', async (_, value, sentence) => {
    const { code, entries } = await explain(JSON.stringify(value));
    expect(code).toBe(1);
    expect(entries).toMatchObject([{ outcome: 'rejected', error: expect.stringContaining(sentence) }]);
    expect((await send(JSON.stringify(value))).counts).toMatchObject({ sent: 0, failed: 1 });
  });

  it.each([
    '{"log_type":"a","log_id":"1","time":"2026-11-22","records":[1]}',
    '{"log_type":"a","log_id":"1","time":"2026-11-22","events":["x"],"detail":{},"Records":[]}',
  ])('a log that only resembles one stays a log: %s', async (text) =>
    expect((await explain(text)).entries).toMatchObject([{ outcome: 'valid', logId: '1' }]),
  );
});

it('a large input of several zstd frames is read to its end', async () => {
  const frame = zstdCompressSync(`${log('1')}\n`);
  const blank = zstdCompressSync(Buffer.alloc(70 * 1024 * 1024, 0x0a));
  const { entries } = await explain(Buffer.concat([frame, frame, blank, zstdCompressSync(log('2'))]));
  expect(entries.map(({ logId }) => logId)).toEqual(['1', '1', '2']);
});

describe('files of test cases', () => {
  it('epoch times in every spelling', async () => {
    const numbers = ['1717729200.123', '1.7177292E9', '1.717729200123E9', '1.717729200123E12'];
    const { entries } = await explain(
      numbers.map((time, id) => `{"log_type":"app","log_id":${id},"time":${time}}`).join('\n'),
    );
    expect(entries.map(({ timeMs }) => timeMs)).toEqual([1717729200123, 1717729200000, 1717729200123, 1717729200123]);
  });

  it.each(['plain', 'cloudwatch', 'kpl', 'mixed'])('the records of %s.json are the same for both', async (name) => {
    const text = readFileSync(join(__dirname, `../../../services/s3-sink/events/${name}.json`), 'utf8');
    const { records } = await send(text);
    expect(records.map(({ data }) => data.toString('base64'))).toEqual(
      JSON.parse(text).Records.map(({ kinesis }: { kinesis: { data: string } }) => kinesis.data),
    );
  });
});

describe('a log that looks like another form is a log', () => {
  it.each([
    ['printed events', '"events":[{"timestamp":1795305600000,"message":"click"}]'],
    ['a record of Kinesis', '"Data":"aGVsbG8=","SequenceNumber":"1"'],
    ['an event of Lambda', '"Records":[{"kinesis":{"data":"aGk="}}]'],
    ['a call of CloudWatch Logs', '"awslogs":{"data":"H4sI"}'],
    ['something below awslogs', '"awslogs":{"group":"g"}'],
    ['a notification of S3', '"Records":[{"eventSource":"aws:s3","s3":{}}]'],
    ['a dead letter', '"identity":"s/0/1","reason":"held_too_long","data":"x"'],
  ])('%s', async (_name, member) => {
    const text = `{"log_type":"app","log_id":"a","time":"2026-11-22T00:00:00Z",${member}}`;
    const { records, counts } = await send(text);
    expect(records.map(({ data }) => data.toString())).toEqual([text]);
    expect(counts).toMatchObject({ sent: 1 });
    expect(await verdicts(text)).toMatchObject([{ outcome: 'valid', logId: 'a' }]);
  });

  it.each([
    '{"events":[],"searchedLogStreams":[]}',
    '{"events":[],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}',
  ])('output without events holds no record: %s', async (text) => {
    expect((await send(text)).records).toEqual([]);
    expect(await verdicts(text)).toEqual([]);
  });
});
