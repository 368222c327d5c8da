import { gunzipSync } from 'node:zlib';
import type { Decoded } from '../log.ts';
import { brief, decodeOne } from '../testing/decode-one.ts';
import { cloudwatch, logText } from '../testing/stream-records.ts';

describe('CLOUDWATCH_WRAP', () => {
  const wrap = {
    cloudwatchWrap: [
      { pattern: '/ecs/*', logType: 'ecs' },
      { pattern: '*', logType: 'rest' },
    ],
  };
  const textOf = (decoded: Decoded | undefined): unknown => JSON.parse(decoded?.entry.data.toString() ?? '');
  const wrapped = (message: string): unknown => ({
    log_type: 'ecs',
    log_id: 'e0',
    time: '2024-06-07T02:58:00.000Z',
    message,
    log_group: '/ecs/checkout',
    log_stream: 'app/1',
  });

  it.each(['plain text', '', '[1]', '{"log_type":"a","time":"2024"}', '{"a":"\ud800"}'])(
    'builds a log around %j',
    (message) => {
      const [decoded] = decodeOne(cloudwatch([message]), wrap);
      expect(textOf(decoded)).toEqual(wrapped(message));
      expect(decoded).toMatchObject({ status: 'decoded', fields: { logType: 'ecs', logId: 'e0' } });
    },
  );

  it.each([
    ['a log as it is', logText('a'), {}],
    ['a log with a wrong field', '{"log_type":5,"log_id":null,"time":""}', {}],
    ['a log without an optional field', '{"log_type":"a","log_id":"b"}', { optionalFields: ['time'] }],
  ])('leaves %s', (_, message, options) => {
    expect(decodeOne(cloudwatch([message]), { ...wrap, ...options })[0]?.entry.data.toString()).toBe(message);
  });

  it('takes the first rule whose pattern matches the log group', () => {
    const [decoded] = decodeOne(cloudwatch(['x'], { logGroup: '/aws/lambda/f' }), wrap);
    expect(textOf(decoded)).toMatchObject({ log_type: 'rest', log_group: '/aws/lambda/f' });
  });

  it('wraps no record that did not come from CloudWatch', () => {
    expect(decodeOne('plain text', wrap).map(brief)).toEqual(['not_json']);
  });
});

it.each(['owner', 'logGroup', 'logStream'])(
  'an envelope whose %s no log group or stream could have is an ordinary log: its events would each have it again',
  (field) => {
    const envelope = cloudwatch(Array<string>(1_000).fill('x'), { [field]: `/ecs/${'n'.repeat(600)}` });
    const [decoded, ...more] = decodeOne(envelope, { cloudwatchWrap: [{ pattern: '*', logType: 'any' }] });
    expect(more).toEqual([]);
    expect(decoded).toMatchObject({ status: 'decoded', fields: { logType: undefined } });
    expect(decoded?.entry).toMatchObject({ cloudwatch: undefined, data: gunzipSync(envelope) });
  },
);

it('events with long names take more places: each has them again', () => {
  const logStream = '\u0001'.repeat(512);
  const decode = (count: number) =>
    decodeOne(
      cloudwatch(
        Array.from({ length: count }, (_, n) => `message ${n}`),
        { logStream },
      ),
      {
        cloudwatchWrap: [{ pattern: '*', logType: 'any' }],
        maxBatchDecompressedBytes: 64 * 1024 * 1024,
      },
    );
  expect(decode(9_000)).toHaveLength(9_000);
  expect(decode(11_000)).toMatchObject([{ status: 'rejected', reject: { code: 'too_large_decompressed' } }]);
});

describe('system fields of an event', () => {
  const withFields = (extractedFields: unknown) =>
    decodeOne(
      cloudwatch([], {
        logEvents: [{ id: 'e0', timestamp: 1_717_729_200_000, message: logText('a'), extractedFields }],
      }),
    )[0]?.entry.cloudwatch;

  it('are kept with where it came from', () => {
    const fields = { '@aws.account': '111122223333', '@aws.region': 'eu-west-1' };
    expect(withFields({ ...fields, status: '500' })).toEqual({
      owner: '123456789012',
      logGroup: '/ecs/checkout',
      logStream: 'app/1',
      eventId: 'e0',
      eventTimeMs: 1_717_729_200_000,
      systemFields: fields,
    });
  });

  it.each<unknown>([undefined, null, 5, 'x', [], {}, { status: '500' }, { '@a': 5 }, { '@a': 'x'.repeat(2000) }])(
    'are absent in %j',
    (extracted) => {
      expect(withFields(extracted)).not.toHaveProperty('systemFields');
    },
  );

  it('are few, whoever wrote the record', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`@f${n}`, 'x']));
    expect(Object.keys(withFields(many)?.systemFields ?? {})).toHaveLength(8);
  });
});
