import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { envelopeText } from '../../../shared/log/testing/stream-records.ts';
import { event, explain, log } from '../testing/explain-logs.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';

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

  it('begins on the stream of the event, where a function of the stage reads it', async () => {
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
    ['no time', ['--now', 'yesterday'], {}, [/^error: --now: expected a time in ISO 8601 .* got "yesterday"/]],
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
      'valid  app.web  \\u001b[31m1\\u009b  2026-11-22T00:00:00.123Z\n  taken by      archive, subscriber, s3-sink\n',
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
