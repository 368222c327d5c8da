import { gzipSync } from 'node:zlib';
import { logText } from '../../shared/log/testing/stream-records.ts';
import { eventOf } from '../testing/events.ts';
import { createLogReader, type LogOptions } from './schema.ts';
import { createTimeParser } from './time.ts';

function read(payload: Buffer | string, options?: LogOptions) {
  return [...createLogReader(options)(eventOf([payload]))];
}

describe('createLogReader', () => {
  it('gives type, id, time and the origin of a log', () => {
    expect(read(gzipSync(logText()))).toMatchObject([
      {
        status: 'log',
        logType: 'app',
        logId: 'id-1',
        timeNs: 1_717_729_199_000_000_000n,
        identity: 'logs/shardId-000000000001/1000',
        data: Buffer.from(logText()),
      },
    ]);
  });

  it.each<[string, string, LogOptions, object]>([
    ['what is missing', '{"log_id":1}', {}, { reason: 'missing_field', logId: '1', error: /log_type.*time/ }],
    [
      'a bad time',
      '{"log_type":"a","log_id":"b","time":"noon"}',
      {},
      { reason: 'bad_time', time: '"noon"', error: /ISO 8601/ },
    ],
    ['what it looks like', '{}{}', {}, { reason: 'not_json', error: /several JSON texts/ }],
    [
      'a long id',
      '{"log_type":"a","log_id":"bbb","time":1717729199}',
      { maxFieldBytes: 2 },
      { reason: 'bad_field', error: /2 bytes/ },
    ],
    [
      'its age',
      '{"log_type":"a","log_id":"b","time":1017729199}',
      { maxAgeDays: 1 },
      { reason: 'bad_time', error: /1 days/ },
    ],
  ])('names %s', (_what, payload, options, { error, ...expected }: { error?: RegExp }) => {
    expect(read(payload, options)).toMatchObject([
      { status: 'rejected', ...expected, error: expect.stringMatching(error ?? /./) },
    ]);
  });

  it('fills fields that may be missing from the entry itself', () => {
    expect(read('{}', { optionalFields: ['log_type', 'log_id', 'time'], unknownType: 'none' })).toMatchObject([
      { logType: 'none', logId: 'logs_shardId-000000000001_1000', timeNs: 1_717_729_200_000_000_000n },
    ]);
  });

  it('reads other fields, and times by another parser', () => {
    const options = {
      fields: { logType: 'kind', logId: 'meta.id', time: 'at' },
      parseTime: createTimeParser({ zone: 'Asia/Tokyo' }),
    };
    expect(read('{"kind":"a","meta":{"id":"x"},"at":"Jun 7 2024 12:00"}', options)).toMatchObject([
      { logType: 'a', logId: 'x', timeNs: 1_717_729_200_000_000_000n },
    ]);
  });

  it.each([
    ['"2024-06-07T03:00:00Z"', 1_717_729_200_000_000_000n],
    ['"2024-06-07 12:00:00.5+09:00"', 1_717_729_200_500_000_000n],
    ['"2024-06-07T03:00:00"', 1_717_729_200_000_000_000n],
    ['1717729200123', 1_717_729_200_123_000_000n],
    ['"1717729200"', 1_717_729_200_000_000_000n],
  ])('reads the time %s by itself', (time, timeNs) => {
    expect(read(`{"log_type":"a","log_id":"b","time":${time}}`)).toMatchObject([{ timeNs }]);
  });

  it('keeps a compressed record that is no log as it came', () => {
    const payload = gzipSync('{}');
    expect(read(payload)).toMatchObject([{ status: 'rejected', data: payload }]);
  });

  it('passes on what is no record', () => {
    expect([...createLogReader()({} as never)]).toMatchObject([{ status: 'rejected', reason: 'bad_event' }]);
  });
});

it.each<[LogOptions, string]>([
  [{ optionalFields: ['nope'] }, 'optionalFields: expected some of log_type, log_id, time'],
  [{ optionalFields: 'log_id' as never }, 'optionalFields'],
  [{ unknownType: '' }, 'unknownType: expected a text'],
  [
    { maxFieldBytes: Number.NaN, maxAgeDays: -1 },
    'maxFieldBytes: expected a whole number above 0, got NaN; maxAgeDays: expected',
  ],
  [{ maxFutureHours: 'x' as never }, 'maxFutureHours'],
  [{ parseTime: 5 as never }, 'parseTime: expected a function'],
  [{ cloudwatchWrap: [{ pattern: 'a*b', logType: 'x' }] }, 'cloudwatchWrap: expected a list of'],
  [{ cloudwatchWrap: 'a' as never }, 'cloudwatchWrap: expected a list of'],
])('createLogReader refuses a wrong option: %j', (options, message) => {
  expect(() => createLogReader(options)).toThrow(message);
});

it.each<[Parameters<typeof createTimeParser>[0], string]>([
  [{ formats: ['nope' as never] }, 'formats: expected some of dateutil, epoch, clf, got nope'],
  [{ quirks: 'x' as never }, 'quirks: expected none or dateutil, got x'],
  [{ zone: 'nope' }, '"nope" is not an IANA time zone'],
])('createTimeParser refuses a wrong option: %j', (options, message) => {
  expect(() => createTimeParser(options)).toThrow(new RangeError(message));
});
