import { parseCommonSettings } from './common-settings.ts';

const required = { FAILED_LOG_S3_BUCKET: 'failed-logs', PROGRESS_TABLE: 'progress' };
function read(env: Record<string, string>) {
  return parseCommonSettings({ ...required, ...env }, 's3-sink');
}

describe('parseCommonSettings', () => {
  it('has a default for everything but the bucket and the table', () => {
    expect(read({})).toMatchObject({
      schema: {
        fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
        optionalFields: [],
        unknownType: 'unknown',
        timestamps: {
          formats: ['dateutil', 'epoch', 'clf'],
          zone: 'UTC',
          quirks: 'none',
          zoneNames: expect.objectContaining({ JST: 32_400, EST: -18_000 }),
        },
      },
      decode: { recordFormat: 'json', maxDecompressedBytes: 10_485_760, cloudwatchWrap: [] },
      whitelist: [],
      maxAttempts: 5,
      holdMaxAgeHours: 36,
      deadLetterPrefix: '',
    });
    expect(() => parseCommonSettings({}, 's3-sink')).toThrow(/FAILED_LOG_S3_BUCKET.*\n.*PROGRESS_TABLE/);
  });

  it.each([
    ['128', 3.2],
    ['256', 25.6],
    ['512', 128],
    ['1024', 256],
  ])('with %s MB an invocation decompresses at most %d MiB', (memory, mib) => {
    expect(read({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory }).decode.maxBatchDecompressedBytes).toBe(
      Math.floor(mib * 1024 * 1024),
    );
  });

  it.each([
    ['', ''],
    ['failed', 'failed'],
    ['/a/b/', 'a/b'],
  ])(
    'writes dead letters below %j as %j: the role allows what the stage file says, nothing else',
    (prefix, expected) => {
      expect(read({ FAILED_LOG_S3_PREFIX: prefix }).deadLetterPrefix).toBe(expected);
    },
  );

  it.each([
    [{ TZ: ':UTC' }, 'UTC'],
    [{ TZ: ':Asia/Tokyo' }, 'Asia/Tokyo'],
    [{ TZ: ':UTC', TIMESTAMP_ZONE: 'Europe/Berlin' }, 'Europe/Berlin'],
  ])('reads the zone from %j', (env, zone) => {
    expect(read(env).schema.timestamps.zone).toBe(zone);
  });

  it.each([
    [{ TIMESTAMP_ZONE: 'Mars/Base' }, 'TIMESTAMP_ZONE: expected an IANA time zone such as Asia/Tokyo, got "Mars/Base"'],
    ...['JST', 'cst=+08:00', 'CST=8', 'CST=+24:00', 'UTC=+01:00', 'CST=+08:00;IST=+05:30'].map(
      (rule): [Record<string, string>, string] => [
        { TIMESTAMP_ZONES: `EST=-05:00,${rule}` },
        'TIMESTAMP_ZONES: expected <one to five capital letters, not UTC, GMT or Z>=<offset from UTC>, such as CST=+08:00',
      ],
    ),
    [
      { TIMESTAMP_ZONES: 'CST=+08:00,IST=+05:30,CST=-06:00' },
      'TIMESTAMP_ZONES: expected one offset for each abbreviation, got CST twice',
    ],
    [{ TIMESTAMP_QUIRKS: 'python' }, 'TIMESTAMP_QUIRKS: expected one of none, dateutil, got "python"'],
    [
      { OPTIONAL_FIELDS: 'time,colour' },
      'OPTIONAL_FIELDS: expected a comma-separated list out of log_type, log_id, time, got "time,colour"',
    ],
    [{ LOG_ID_FIELD: 'time' }, 'expected three different names, got log_type, time, time'],
    [{ LOG_TYPE_WHITELIST: 'app,a*b' }, 'LOG_TYPE_WHITELIST: expected NAME, PREFIX* or *, got "a*b"'],
    [{ CLOUDWATCH_WRAP: '/ecs/*' }, 'CLOUDWATCH_WRAP: expected <log-group pattern>=<log_type>, got "/ecs/*"'],
    [
      { CLOUDWATCH_WRAP: '/ecs/*=app', TIMESTAMP_FORMATS: 'epoch,clf' },
      'TIMESTAMP_FORMATS: CLOUDWATCH_WRAP needs dateutil, which reads the time of wrapped messages, got "epoch,clf"',
    ],
  ])('refuses %j', (env, message) => {
    expect(() => read(env)).toThrow(message);
  });
});
