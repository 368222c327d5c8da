import type { Entry } from './entry.ts';
import type { Fields, Validated } from './log.ts';
import { createValidator, type SchemaOptions } from './schema.ts';
import { createTimeParser, TIMESTAMP_FORMATS } from './timestamp/parse-time.ts';

const ARRIVAL = Date.UTC(2024, 5, 7, 3);
const EVENT_TIME = Date.UTC(2024, 5, 7, 2);
const OPTIONS: SchemaOptions = {
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  optionalFields: [],
  unknownType: 'unknown',
  parseTime: createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC' }),
};

function entryOf(json: string, changes: Partial<Entry> = {}): Entry {
  return {
    identity: 'logs/shardId-000000000001/7.2/3',
    sequenceNumber: '7',
    ordinal: 3,
    partitionKey: 'key',
    arrivedAtMs: ARRIVAL,
    data: Buffer.from(json),
    ...changes,
  };
}
const cloudwatch = { owner: '1', logGroup: 'g', logStream: 's', eventId: 'e', eventTimeMs: EVENT_TIME };

function validate(json: string, options: Partial<SchemaOptions> = {}, changes: Partial<Entry> = {}): Validated {
  const { log_type: logType, log_id: logId, time } = JSON.parse(json);
  const fields: Fields = { logType, logId, time };
  return createValidator({ ...OPTIONS, ...options })({ status: 'decoded', entry: entryOf(json, changes), fields });
}

const TIME = '"time":"2024-06-07T02:00:00.123456Z"';
const TIME_NS = 1717725600123456000n;
const optionalFields = ['log_type', 'log_id', 'time'];

describe('a valid log', () => {
  it.each<[string, Partial<SchemaOptions>, object]>([
    [`{"log_type":"a","log_id":"b",${TIME}}`, {}, { logType: 'a', logId: 'b', timeNs: TIME_NS }],
    [`{"log_type":"a","log_id":12,${TIME}}`, {}, { logId: '12' }],
    [`{"log_type":"a","log_id":-0.5,${TIME}}`, {}, { logId: '-0.5' }],
    [`{"log_type":"a","log_id":12345678901234567890,${TIME}}`, {}, { logId: '12345678901234567890' }],
    [`{"log_type":"a","log_id":1.10,${TIME}}`, {}, { logId: '1.10' }],
    [`{"log_type":"a","log_id":1e999,${TIME}}`, {}, { logId: '1e999' }],
    ['{"log_type":"a","log_id":"b","time":1717725600}', {}, { timeNs: 1717725600000000000n }],
    ['{"log_type":"a","log_id":"b","time":1717725600123456789}', {}, { timeNs: 1717725600123456789n }],
    [`{"log_id":"b",${TIME}}`, { optionalFields }, { logType: 'unknown' }],
    [`{"log_type":"a",${TIME}}`, { optionalFields }, { logId: 'logs_shardId-000000000001_7.2_3' }],
    ['{"log_type":"a","log_id":"b"}', { optionalFields }, { timeNs: BigInt(ARRIVAL) * 1_000_000n }],
  ])('%s', (json, options, expected) => {
    expect(validate(json, options)).toMatchObject({ status: 'valid', log: expected });
  });

  const exact = 1717729200123456789n;
  it.each<[string, string, bigint]>([
    ['a fraction of nanoseconds', '1717729200.123456789', exact],
    ['a fraction that a double loses', '1717729200.00000005', 1717729200000000050n],
    ['a fraction of milliseconds', '1717729200123.456789', exact],
    ['a fraction of milliseconds that a double loses', '1717729200123.0000500', 1717729200123000050n],
    ['a fraction of microseconds', '1717729200123456.789', exact],
    ['an exponent', '1.717729200123456789E9', exact],
    ['an exponent with a sign', '1.717729200123456789e+09', exact],
    ['a negative exponent', '1717729200123456789E-9', exact],
    ['more digits than a nanosecond has', `1717729200.123456789${'9'.repeat(236)}`, exact],
    ['a fraction that a double rounds up', '1717729200.99999999', 1717729200999999990n],
    ['an exponent that a double rounds up', '171772920099999999E-8', 1717729200999999990n],
    ['zeros up to the limit', `1717729200.${'0'.repeat(245)}`, 1717729200000000000n],
    ['white space around it', ' \n1717729200.123456789\t', exact],
  ])('reads %s from the source text, at the root, at a path, and of two the last', (_, number, timeNs) => {
    const parseTime = OPTIONS.parseTime;
    const read = (json: string, field: string, time: unknown) =>
      createValidator({ ...OPTIONS, fields: { ...OPTIONS.fields, time: field }, parseTime })({
        status: 'decoded',
        entry: entryOf(json),
        fields: { logType: 'a', logId: 'b', time },
      });
    const value: unknown = JSON.parse(number);
    for (const [json, field] of [
      [`{"time":${number}}`, 'time'],
      [`{"a":{"time":1},"x":"${number.trim()}","a":{"b":[0.5],"time":2,"time":${number}}}`, 'a.time'],
      [`{"a.time":3,"a":{"time":1.5},"a.time":${number}}`, 'a.time'],
    ] as const) {
      expect(read(json, field, value)).toMatchObject({ status: 'valid', log: { timeNs } });
    }
  });

  it.each(['0', '9'])('refuses a number of more than 256 characters, as it does a text (%s)', (digit) => {
    const number = `1717729200.${digit.repeat(246)}`;
    expect(validate(`{"log_type":"a","log_id":"b","time":${number}}`)).toMatchObject({
      status: 'rejected',
      reject: { code: 'bad_time', error: expect.stringContaining('at most 256 characters, got 257') },
    });
  });

  it('is not led astray by the same digits in another field', () => {
    expect(validate('{"log_type":"a","log_id":"1717729200.5","time":1717729200,"n":1717729200.7}')).toMatchObject({
      log: { timeNs: 1717729200000000000n },
    });
  });

  it.each(['9'.repeat(1_000_000), `1.${'7'.repeat(1_000_000)}`, `1e${'9'.repeat(1_000_000)}`])(
    'refuses a time of a million digits with a short sentence',
    (number) => {
      const result = validate(`{"log_type":"a","log_id":"b","time":${number}}`);
      expect(result).toMatchObject({ status: 'rejected', reject: { code: 'bad_time' } });
      expect(result.status === 'rejected' && result.reject.error.length).toBeLessThan(1000);
    },
  );

  it('takes the time of the log event where CloudWatch carried it', () => {
    const { log_type, log_id } = { log_type: 'a', log_id: 'b' };
    expect(validate(JSON.stringify({ log_type, log_id }), { optionalFields }, { cloudwatch })).toMatchObject({
      log: { timeNs: BigInt(EVENT_TIME) * 1_000_000n },
    });
  });

  it('fills a time of day with the date of the arrival', () => {
    expect(validate('{"log_type":"a","log_id":"b","time":"01:02:03"}')).toMatchObject({
      log: { timeNs: BigInt(Date.UTC(2024, 5, 7, 1, 2, 3)) * 1_000_000n },
    });
  });

  it('carries what was picked', () => {
    const entry = entryOf('{}');
    const fields = { logType: 'a', logId: 'b', time: '2024-06-07', picked: [1, undefined] };
    expect(createValidator(OPTIONS)({ status: 'decoded', entry, fields })).toMatchObject({
      log: { ...entry, picked: [1, undefined] },
    });
  });
});

it.each([
  ['x'.repeat(512), {}],
  ['é'.repeat(256), {}],
  ['x'.repeat(600), { maxFieldBytes: 600 }],
])('takes a type and an id of at most the limit', (text, options) => {
  const json = `{"log_type":"${text}","log_id":"${text}",${TIME}}`;
  expect(validate(json, options)).toMatchObject({ status: 'valid', log: { logType: text, logId: text } });
});

describe('a reject', () => {
  it.each<[string, string, RegExp[]]>([
    ['{}', 'missing_field', [/log_type: .*non-empty string.*missing/, /log_id: .*missing/, /time: .*missing/]],
    [`{"log_type":"","log_id":"b",${TIME}}`, 'bad_field', [/^log_type: expected a non-empty string, got ""$/]],
    [
      `{"log_type":5,"log_id":true,${TIME}}`,
      'bad_field',
      [/log_type: .*got 5/, /log_id: .*string or a number, got true/],
    ],
    [`{"log_type":null,"log_id":{"a":1},${TIME}}`, 'bad_field', [/got null/, /got an object with a$/]],
    ['{"log_type":"a","log_id":"b","time":"soon"}', 'bad_time', [/^time: .*"soon"/]],
    ['{"log_type":"a","log_id":"b","time":12}', 'bad_time', [/^time: .*12/]],
    ['{"log_type":"a","log_id":"b","time":[1]}', 'bad_time', [/^time: .*got an array of 1$/]],
    ['{"log_type":"a","log_id":"b","time":null}', 'bad_time', [/^time: .*got null/]],
    [
      `{"log_type":"${'é'.repeat(257)}","log_id":"b",${TIME}}`,
      'bad_field',
      [/^log_type: expected at most 512 bytes, got "é/],
    ],
    [`{"log_type":"a","log_id":${'1'.repeat(513)},${TIME}}`, 'bad_field', [/^log_id: expected at most 512 bytes/]],
    [
      `{"log_type":"a","log_id":"b","time":"2024-06-07 ${'x'.repeat(246)}"}`,
      'bad_time',
      [/^time: expected a timestamp of at most 256 characters, got 257/],
    ],
    ['{"log_type":"a","log_id":"b","time":"\\u001b]0;x\u009b\u202e"}', 'bad_time', [/"\\u001b\]0;x\\u009b\\u202e"/]],
    ['{"log_type":"a","log_id":"","time":"soon"}', 'bad_field', [/log_id: /, /time: /]],
    ['{"log_type":"","time":"soon"}', 'missing_field', [/log_type: /, /log_id: .*missing/, /time: /]],
  ])('%s is %s', (json, code, sentences) => {
    const result = validate(json);
    expect(result).toMatchObject({ status: 'rejected', reject: { code } });
    for (const sentence of sentences)
      expect(result).toMatchObject({ reject: { error: expect.stringMatching(sentence) } });
  });

  it('accepts no wrong value in an optional field', () => {
    expect(validate(`{"log_type":"a","log_id":null,${TIME}}`, { optionalFields })).toMatchObject({
      reject: { code: 'bad_field' },
    });
  });

  it.each([
    ['{"log_type":"a","log_id":7,"time":"soon"}', { logType: 'a', logId: '7', time: '"soon"' }],
    ['{"log_type":"a","time":1717725600123456789}', { logType: 'a', time: '1717725600123456789' }],
    ['{"log_id":"b","time":{}}', { logId: 'b' }],
    ['{"log_type":5,"time":false}', { time: 'false' }],
  ])('keeps what is known of %s', (json, known) => {
    const { status: _, entry: __, reject: ___, ...rest } = validate(json) as Extract<Validated, { status: 'rejected' }>;
    expect(rest).toEqual(known);
  });

  it('cuts long values in its sentence', () => {
    const result = validate(JSON.stringify({ log_type: ['x'.repeat(5000)], log_id: 'b', time: 'y'.repeat(5000) }));
    expect(result).toMatchObject({ reject: { error: expect.stringMatching(/^.{50,500}$/) } });
  });

  it('survives values of any depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(validate(`{"log_type":${deep},"log_id":{"a":${deep}},"time":${deep}}`)).toMatchObject({
      status: 'rejected',
    });
  });

  it('of decoding passes through', () => {
    const decoded = { status: 'rejected', entry: entryOf(''), reject: { code: 'not_json', error: 'x' } } as const;
    expect(createValidator(OPTIONS)(decoded)).toEqual(decoded);
  });
});

describe('the window of times', () => {
  const window = { maxAgeDays: 2, maxFutureHours: 1 };
  const at = (ms: number, options: Partial<SchemaOptions>, changes: Partial<Entry> = {}): string =>
    validate(JSON.stringify({ log_type: 'a', log_id: 'b', time: new Date(ms).toISOString() }), options, changes).status;
  const DAY = 86_400_000;

  it.each<[string, number, Partial<SchemaOptions>, string]>([
    ['at the oldest', ARRIVAL - 2 * DAY, window, 'valid'],
    ['older', ARRIVAL - 2 * DAY - 1, window, 'rejected'],
    ['at the farthest', ARRIVAL + DAY / 24, window, 'valid'],
    ['farther', ARRIVAL + DAY / 24 + 1, window, 'rejected'],
    ['older, any age allowed', ARRIVAL - 2000 * DAY, { maxFutureHours: 1 }, 'valid'],
    ['farther, any future allowed', ARRIVAL + 2000 * DAY, { maxAgeDays: 2 }, 'valid'],
    ['far off without a window', ARRIVAL - 9000 * DAY, {}, 'valid'],
  ])('%s', (_, ms, options, expected) => {
    expect(at(ms, options)).toBe(expected);
  });

  // A double cannot hold every millisecond of this century in nanoseconds.
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('is exact to the millisecond, %i ms on', (ms) => {
    const arrival = { arrivedAtMs: ARRIVAL + ms };
    const oldest = ARRIVAL + ms - 2 * DAY;
    const farthest = ARRIVAL + ms + DAY / 24;
    expect([at(oldest, window, arrival), at(oldest - 1, window, arrival)]).toEqual(['valid', 'rejected']);
    expect([at(farthest, window, arrival), at(farthest + 1, window, arrival)]).toEqual(['valid', 'rejected']);
  });

  it('is measured from the arrival, whatever an envelope says', () => {
    const old = { ...cloudwatch, eventTimeMs: 0 };
    expect(at(0, window, { cloudwatch: old })).toBe('rejected');
  });

  it('says what was expected', () => {
    expect(validate('{"log_type":"a","log_id":"b","time":"1999-01-01"}', window)).toMatchObject({
      reject: {
        code: 'bad_time',
        error: 'time: expected a time at most 2 days before the arrival (2024-06-07T03:00:00.000Z), got "1999-01-01"',
      },
    });
  });
});
