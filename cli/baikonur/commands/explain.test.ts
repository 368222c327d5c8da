import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { badRecords } from '../../../local/samples/bad-samples.ts';
import { cloudwatch, controlMessage, envelopeText, kplAggregate } from '../../../shared/log/testing/stream-records.ts';
import { BAD_PAYLOADS } from '../../../test/events/sample-payloads.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';

const log = (id: string, type = 'app.web', time = '2026-11-22T00:00:00.123Z'): string =>
  JSON.stringify({ log_type: type, log_id: id, time });

const explain = async (
  stdin: string | Buffer,
  env: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
) => {
  const { code, out, err } = await runCommand(['explain', '--json', ...args], { stdin, env });
  const entries = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, err, entries };
};

const event = (
  payloads: readonly (string | Buffer)[],
  stream = 'elsewhere',
  arrival: number | undefined = 1_600_000_000.5,
) => ({
  Records: payloads.map((data, index) => ({
    eventID: `shardId-000000000003:${index + 10}`,
    eventSourceARN: `arn:aws:kinesis:us-east-1:123456789012:stream/${stream}`,
    kinesis: {
      sequenceNumber: String(index + 10),
      partitionKey: `user-${index}`,
      approximateArrivalTimestamp: arrival,
      data: Buffer.from(data).toString('base64'),
    },
  })),
});

describe('a valid log', () => {
  it('is told whole, in this order', async () => {
    const { code, err, entries } = await explain(`${log('a')}\n`, { LOG_FLUENT_TAG: 'prod' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.stringify(entries[0]).replace(/-baikonur-dev-router_[^"]+\.gz/, '-….gz')).toBe(
      '{"outcome":"valid","logType":"app.web","logId":"a","timeMs":1795305600123,"routes":["archive","subscriber"],' +
        '"s3Key":"logs/app.web/2026-11/22/2026-11-22-00:00:00-a-….gz","esIndex":"app.web-20261122","esId":"a",' +
        '"fluentTag":"app.web.prod","partitionKey":"a","sinks":["s3-sink"],"line":1}',
    );
  });

  it.each([
    ['1969-12-31T23:59:59.9999Z', -1],
    ['1970-01-01T00:00:00.0009Z', 0],
    [1600000000, 1_600_000_000_000],
    [1600000000123456789n, 1_600_000_000_123],
  ])('%s is %d ms, rounded down', async (time, timeMs) => {
    const text = `{"log_type":"a","log_id":"1","time":${typeof time === 'string' ? JSON.stringify(time) : time}}`;
    expect((await explain(text)).entries).toMatchObject([{ outcome: 'valid', timeMs }]);
  });
});

describe('the arrival', () => {
  it.each<[string, readonly string[], string, string]>([
    ['--now', ['--now', '2020-02-29T12:00:00Z'], '2020-02-29T10:00:00Z', log('1', 'a', '10:00')],
    ['--now without zone is UTC', ['--now', '2020-02-29'], '2020-02-29T10:00:00Z', log('1', 'a', '10:00')],
    ['the clock', [], '2026-11-22T10:00:00Z', log('1', 'a', '10:00')],
    [
      'the event’s own, whatever --now says',
      ['--now', '2020-02-29'],
      '2020-09-13T10:00:00Z',
      JSON.stringify(event([log('1', 'a', '10:00')])),
    ],
    [
      '--now where the event has none',
      ['--now', '2020-02-29'],
      '2020-02-29T10:00:00Z',
      JSON.stringify(event([log('1', 'a', '10:00')], 's', undefined)).replace(
        '"approximateArrivalTimestamp":1600000000.5,',
        '',
      ),
    ],
  ])('%s', async (_, args, time, input) => {
    expect((await explain(input, {}, ...args)).entries).toMatchObject([{ timeMs: Date.parse(time) }]);
  });
});

describe('every kind of input is told from the others', () => {
  const [one, two] = [log('1'), log('2', 'access')];
  const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
  const wrapped = (data: Buffer): string => data.toString('base64').replace(/(.{76})/g, '$1\n');
  it.each<[string, string | Buffer, readonly string[]]>([
    ['NDJSON', `${one}\r\n\n${two}`, ['1', '2']],
    ['NDJSON with a byte order mark', `\ufeff${one}\n${two}\n`, ['1', '2']],
    ['one log over lines', pretty(JSON.parse(one)), ['1']],
    ['an event', pretty(event([one, gzipSync(two)])), ['1', '2']],
    ['an event on one line, behind a log', `${one}\n${JSON.stringify(event([two]))}`, ['1', '2']],
    ['a batch that Lambda gave up', pretty({ version: '1.0', payload: JSON.stringify(event([one, two])) }), ['1', '2']],
    ['an envelope', pretty(JSON.parse(envelopeText([one, two]))), ['1', '2']],
    ['an envelope in gzip', cloudwatch([one, two]), ['1', '2']],
    ['a KPL aggregate', kplAggregate([one, two]), ['1', '2']],
    ['a KPL aggregate in base64', kplAggregate([one, two]).toString('base64'), ['1', '2']],
    ['the same, wrapped', `${wrapped(kplAggregate([one, two]))}\n`, ['1', '2']],
    [
      'base64 of gzip and zstd',
      [gzipSync(one), zstdCompressSync(two)].map((d) => d.toString('base64')).join('\n'),
      ['1', '2'],
    ],
    ['base64 of an envelope in gzip', wrapped(cloudwatch([one, two])), ['1', '2']],
    ['base64 of a log', Buffer.from(one).toString('base64'), ['1']],
    ['an archive object', gzipSync(`${one}\n${two}\n`), ['1', '2']],
    ['an event in zstd', zstdCompressSync(pretty(event([one, two]))), ['1', '2']],
    ['a control message beside a log', pretty(event([controlMessage(), one])), ['1']],
    ['nothing', '', []],
  ])('%s', async (_, input, ids) => {
    const { code, err, entries } = await explain(input);
    expect({ code, err, ids: entries.map(({ logId }) => logId) }).toEqual({ code: 0, err: '', ids });
  });
});

describe('bad input', () => {
  const samples = {
    ...BAD_PAYLOADS,
    ...Object.fromEntries(
      badRecords(NOW_MS)
        .slice(0, -1)
        .map((r) => [r.name, r.data]),
    ),
  };
  const rows = Object.entries(samples).map(([name, data]) => [name, name.replace(/:.*/, ''), data] as const);
  it.each(rows)('%s: has its own sentence, in an event', async (_, reason, data) => {
    const { code, entries } = await explain(JSON.stringify(event([log('before'), data, log('after')])));
    expect({ code, outcomes: entries.map(({ outcome }) => outcome) }).toEqual({
      code: 1,
      outcomes: ['valid', 'rejected', 'valid'],
    });
    expect(entries[1]).toMatchObject({ reason, routes: [] });
    expect(entries[1].error.length).toBeGreaterThan(20);
  });

  it.each<[string, string, RegExp]>([
    ['text', 'GET / 200', /^not_json: expected a JSON object, got "GET \/ 200": /],
    ['a list', '[1,2]', /^not_object: expected a JSON object, got an array of 2$/],
    ['null', 'null', /^not_object: expected a JSON object, got null$/],
    [
      'no type',
      '{"log_id":"1","time":1600000000}',
      /^missing_field: log_type: expected a non-empty string, but the field is missing$/,
    ],
    ['an empty id', log(''), /^bad_field: log_id: expected a non-empty string or a number, got ""$/],
    [
      'a type that is a number',
      '{"log_type":7,"log_id":"1","time":1600000000}',
      /^bad_field: log_type: expected a non-empty string, got 7$/,
    ],
    [
      'no such day',
      log('1', 'a', '2026-02-30'),
      /^bad_time: time: "2026-02-30" is no time \(there is no day 30 .*\): expected a date and time/,
    ],
    [
      'a number of odd length',
      '{"log_type":"a","log_id":"1","time":12345}',
      /^bad_time: time: the number 12345 is no time: expected/,
    ],
    [
      'everything at once',
      '{"log_type":null}',
      /^missing_field: log_type: .*null; log_id: .*missing; time: .*missing$/,
    ],
    [
      'base64 of damaged gzip',
      gzipSync(log('1')).subarray(0, 30).toString('base64'),
      /^corrupt_compression: 30 bytes of gzip cannot be decompressed: /,
    ],
  ])('%s', async (_, line, sentence) => {
    const { code, entries } = await explain(`${log('before')}\n${line}\n${log('after')}\n`);
    expect(code).toBe(1);
    expect(entries.map(({ outcome, line: number }) => [outcome, number])).toEqual([
      ['valid', 1],
      ['rejected', 2],
      ['valid', 3],
    ]);
    expect(`${entries[1].reason}: ${entries[1].error}`).toMatch(sentence);
  });

  it.each<[string, (record: Record<string, unknown>, kinesis: Record<string, unknown>) => void, string]>([
    ['no data', (_, kinesis) => delete kinesis['data'], 'Records[1].kinesis.data: expected base64, but it is missing'],
    [
      'an arrival that is text',
      (_, kinesis) => Object.assign(kinesis, { approximateArrivalTimestamp: 'now' }),
      'Records[1].kinesis.approximateArrivalTimestamp: expected epoch seconds, got "now"',
    ],
    [
      'an ARN that is none',
      (record) => Object.assign(record, { eventSourceARN: 'arn:aws:sqs:x' }),
      'Records[1].eventSourceARN: expected the ARN of a Kinesis stream, got "arn:aws:sqs:x"',
    ],
    [
      'no record',
      (record) => delete record['kinesis'],
      'Records[1]: expected a Kinesis record, got an object with eventID, eventSourceARN',
    ],
  ])('an event with %s', async (_, spoil, error) => {
    const spoiled = event([log('1'), log('2'), log('3')]);
    const record = spoiled.Records[1] as unknown as Record<string, unknown>;
    spoil(record, record['kinesis'] as Record<string, unknown>);
    const { code, entries } = await explain(JSON.stringify(spoiled));
    expect(code).toBe(1);
    expect(entries).toMatchObject([{ logId: '1' }, { reason: 'bad_field', error }, { logId: '3' }]);
  });

  it('a line longer than any record is refused by its length', async () => {
    const { entries } = await explain(`${'x'.repeat(10 * 1024 * 1024 + 1)}\n${log('1')}`);
    expect(entries).toMatchObject([
      { reason: 'oversize', error: 'the line has 10485761 bytes, a record of a stream at most 10485760' },
      { outcome: 'valid' },
    ]);
  });

  it('a log that one target cannot take is refused there, and taken by the others', async () => {
    const big = log('1', 'access').replace('}', `,"x":"${'x'.repeat(1_010 * 1024)}"}`);
    const { code, entries } = await explain(big);
    expect(code).toBe(0);
    expect(entries).toMatchObject([
      { outcome: 'valid', routes: ['archive'], refusals: [{ by: 'partner', reason: 'oversize' }] },
    ]);
  });
});

describe('routes, forwarders and the whitelist', () => {
  it.each<[string, string, Readonly<Record<string, string>>, object]>([
    ['a forwarder’s prefix', 'app', {}, { outcome: 'valid', routes: ['archive', 'subscriber'] }],
    ['another’s', 'access.edge', {}, { outcome: 'valid', routes: ['archive', 'partner'] }],
    ['a route alone', 'other', {}, { outcome: 'valid', routes: ['archive'] }],
    ['not in the whitelist', 'other', { LOG_TYPE_WHITELIST: 'app*, audit' }, { outcome: 'filtered', routes: [] }],
    ['in the whitelist', 'audit', { LOG_TYPE_WHITELIST: 'app*, audit' }, { outcome: 'valid', routes: ['archive'] }],
    ['no route', 'other', { ROUTES: '[]' }, { outcome: 'filtered', routes: [], sinks: [] }],
    [
      'a condition that holds',
      'other',
      { ROUTES: '[{"name":"errors","types":["*"],"where":{"path":"log_id","equals":"1"},"target":"kinesis:x"}]' },
      { outcome: 'valid', routes: ['errors'], sinks: [] },
    ],
    [
      'a condition that does not',
      'other',
      { ROUTES: '[{"name":"errors","types":["*"],"where":{"path":"log_id","equals":"2"},"target":"kinesis:x"}]' },
      { outcome: 'filtered', routes: [] },
    ],
  ])('%s', async (_, type, env, expected) => {
    const { code, entries } = await explain(log('1', type), env);
    expect(code).toBe(0);
    expect(entries).toMatchObject([expected]);
  });

  it('begins on the stream of the event, where somebody of the stage reads it', async () => {
    const { entries } = await explain(JSON.stringify(event([log('1')], 'baikonur-dev-archive')));
    expect(entries).toMatchObject([{ outcome: 'valid', routes: [], sinks: ['s3-sink'], partitionKey: 'user-0' }]);
  });
});

describe('the variables of the services', () => {
  it.each<[string, Readonly<Record<string, string>>, string, object]>([
    [
      'fields',
      { LOG_TYPE_FIELD: 'type', LOG_ID_FIELD: 'meta.id', LOG_TIMESTAMP_FIELD: 'at' },
      '{"type":"t","meta":{"id":1},"at":1600000000}',
      { logType: 't', logId: '1' },
    ],
    ['zone', { TIMESTAMP_ZONE: 'Asia/Tokyo' }, log('1', 'a', '2026-11-22 09:00'), { timeMs: Date.UTC(2026, 10, 22) }],
    [
      'formats',
      { TIMESTAMP_FORMATS: 'dateutil' },
      '{"log_type":"a","log_id":"1","time":1600000000}',
      { reason: 'bad_time' },
    ],
    ['optional fields', { OPTIONAL_FIELDS: 'time,log_id' }, '{"log_type":"a"}', { outcome: 'valid', timeMs: NOW_MS }],
    ['window', { LOG_MAX_AGE_DAYS: '1' }, log('1', 'a', '2026-11-01'), { reason: 'bad_time' }],
    [
      'prefix and layout',
      { LOG_S3_PREFIX: 'p', S3_KEY_LAYOUT: 'hive' },
      log('1', 'a'),
      { s3Key: expect.stringMatching(/^p\/log_type=a\/dt=2026-11-22\/hour=00\//) },
    ],
    [
      'index',
      { INDEX_NAME_PREFIX: 'logs', INDEX_INTERVAL: 'month' },
      log('1', 'A/b'),
      { esIndex: expect.stringMatching(/^logs-a-b-[0-9a-f]{8}-202611$/), esId: '1' },
    ],
    ['tag', { LOG_FLUENT_TAG: 'prod.eu' }, log('1', 'app'), { fluentTag: 'app.prod.eu' }],
    ['partition key', { PARTITION_KEY: 'log_type' }, log('1', 'app'), { partitionKey: 'app' }],
    [
      'wrap',
      { CLOUDWATCH_WRAP: '/ecs/*=app.ecs' },
      envelopeText(['hello']),
      { logType: 'app.ecs', logId: 'e0', cloudwatch: { logGroup: '/ecs/checkout', logStream: 'app/1' } },
    ],
  ])('%s', async (_, env, input, expected) => {
    expect((await explain(input, env)).entries).toMatchObject([expected]);
  });

  it('may split a record into lines', async () => {
    const { entries } = await explain(JSON.stringify(event([`${log('1')}\n${log('2')}`])), { RECORD_FORMAT: 'ndjson' });
    expect(entries.map(({ identity, logId }) => [identity, logId])).toEqual([
      ['elsewhere/shardId-000000000003/10/0', '1'],
      ['elsewhere/shardId-000000000003/10/1', '2'],
    ]);
  });
});

describe('wrong usage ends with 2 and a sentence each', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>, readonly (string | RegExp)[]]>([
    ['an unknown option', ['--nosuch'], {}, ["error: unknown option '--nosuch'"]],
    ['two files', ['a', 'b'], {}, [/too many arguments/]],
    ['no such file', ['/no/such/file'], {}, ['/no/such/file: there is no such file']],
    ['a folder', ['/'], {}, ['/: expected a file, got a folder']],
    ['no time', ['--now', 'yesterday'], {}, [/^--now: expected a time in ISO 8601 .* got "yesterday"/]],
    ['no stage', ['--stage', 'prod'], {}, ['unknown stage "prod"; there are stage files for dev, local']],
    [
      'wrong variables, all together',
      [],
      { TIMESTAMP_ZONE: 'Mars', LOG_TYPE_WHITELIST: 'a*b', S3_KEY_LAYOUT: 'x', ROUTES: '{', PARTITION_KEY: 'id' },
      [
        'TIMESTAMP_ZONE: expected an IANA time zone such as Asia/Tokyo, got "Mars"',
        'LOG_TYPE_WHITELIST: expected NAME, PREFIX* or *, got "a*b"',
        'S3_KEY_LAYOUT: expected one of baikonur, hive, got "x"',
        'ROUTES: expected JSON, ',
        'PARTITION_KEY: expected one of source, log_id, log_type, random, got "id"',
      ],
    ],
  ])('%s', async (_, args, env, sentences) => {
    const { code, out, err } = await runCommand(['explain', ...args], { env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const sentence of sentences)
      expect(err).toMatch(sentence instanceof RegExp ? new RegExp(sentence, 'm') : sentence);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('helps, with examples', async () => {
    const { code, out } = await runCommand(['explain', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('baikonur explain --json --now');
  });
});

describe('for people', () => {
  it('has colours on a terminal alone, and lets no log steer it', async () => {
    const stdin = log('\u001b[31m1\u009b');
    const plain = await runCommand(['explain'], { stdin });
    expect(plain.out).toContain(
      'valid  app.web  \\u001b[31m1\\u009b  2026-11-22T00:00:00.123Z\n  taken by   archive, subscriber, s3-sink\n',
    );
    expect(plain.out).toContain('1 entry: 1 valid, 0 filtered, 0 rejected\n');
    const shown = await runCommand(['explain'], { stdin, isTTY: true });
    expect(shown.out).toContain('\u001b[32mvalid');
    expect(stripVTControlCharacters(shown.out)).toBe(plain.out);
    expect((await runCommand(['explain'], { stdin, isTTY: true, env: { NO_COLOR: '1' } })).out).toBe(plain.out);
  });
});

it('reads a file as it reads the standard input', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'baikonur-explain-'));
  try {
    const file = join(folder, 'logs.ndjson');
    writeFileSync(file, `${log('1')}\n`);
    expect(await runCommand(['explain', '--json', file])).toEqual(
      await runCommand(['explain', '--json', '-'], { stdin: readFileSync(file) }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
