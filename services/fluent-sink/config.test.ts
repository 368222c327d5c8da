import { parseConfig } from './config.ts';

const REQUIRED = {
  FAILED_LOG_S3_BUCKET: 'failed',
  PROGRESS_TABLE: 'progress',
  LOG_FLUENT_SINK_ENDPOINT: 'fluentd',
  LOG_FLUENT_TAG: 'production',
};

describe('parseConfig', () => {
  it('needs endpoint and tag only, and asks for acks', () => {
    const settings = parseConfig({ ...REQUIRED, AWS_LAMBDA_FUNCTION_NAME: 'sink' });
    expect(settings.chunks).toEqual({
      label: 'production',
      record: 'message',
      time: 'event',
      maxChunkBytes: 1_048_576,
      maxChunkEntries: 5_000,
    });
    expect(settings.forward).toEqual({
      endpoints: [{ host: 'fluentd', port: 24224 }],
      tls: undefined,
      clientHostname: 'sink',
      requireAck: true,
      gzipLevel: undefined,
      connectTimeoutMs: 1_000,
      writeTimeoutMs: 10_000,
      ackTimeoutMs: 10_000,
      restMs: 30_000,
    });
    expect(settings.maxTries).toBe(4);
    expect(parseConfig({ ...REQUIRED, FLUENT_MAX_RETRIES: '0' }).maxTries).toBe(1);
  });

  it('reads the rest', () => {
    const settings = parseConfig({
      ...REQUIRED,
      LOG_FLUENT_SINK_ENDPOINT: 'one:1, [::2]:2',
      FLUENT_GZIP: 'true',
      FLUENT_GZIP_LEVEL: '1',
      FLUENT_TLS: 'true',
      FLUENT_TLS_SERVER_NAME: 'fluentd.example',
      FLUENT_SHARED_KEY: 'ssm:/key',
      FLUENT_USERNAME: 'user',
      FLUENT_PASSWORD: 'secretsmanager:fluent#password',
      FLUENT_ENTRY_MAX_BYTES: '6000000',
    });
    expect(settings.forward).toMatchObject({
      endpoints: [
        { host: 'one', port: 1 },
        { host: '::2', port: 2 },
      ],
      tls: { serverName: 'fluentd.example' },
      gzipLevel: 1,
    });
    expect(settings.chunks.maxEntryBytes).toBe(6_000_000);
    expect(settings.secrets).toEqual({
      sharedKey: { store: 'ssm', id: '/key' },
      username: 'user',
      password: { store: 'secretsmanager', id: 'fluent', field: 'password' },
      ca: undefined,
    });
  });

  it('reports all that is wrong together, and shows no secret', () => {
    const env = {
      ...REQUIRED,
      LOG_FLUENT_SINK_ENDPOINT: 'good,tcp://bad',
      LOG_FLUENT_TAG: 'no tag',
      FLUENT_RECORD: 'xml',
      FLUENT_SHARED_KEY: 'hunter2',
      FLUENT_USERNAME: 'user',
      FLUENT_TLS_SERVER_NAME: 'name',
      FLUENT_ACK_TIMEOUT_MS: '0',
    };
    const problems = [
      'LOG_FLUENT_SINK_ENDPOINT: expected host[:port] or [ipv6][:port], got "tcp://bad"',
      'LOG_FLUENT_TAG: expected letters, digits, _ and -, in parts divided by dots, got "no tag"',
      'FLUENT_RECORD: expected one of message, json, got "xml"',
      'FLUENT_SHARED_KEY: expected secretsmanager:<name or ARN>[#field], ssm:<name or ARN> or text:<value>, got 7 other characters',
      'FLUENT_ACK_TIMEOUT_MS: expected a whole number from 1 to 900000, got "0"',
      'FLUENT_TLS: is false, but FLUENT_TLS_CA or FLUENT_TLS_SERVER_NAME is set',
      'FLUENT_USERNAME, FLUENT_PASSWORD: only one of them is set',
    ];
    expect(() => parseConfig(env)).toThrow(expect.objectContaining({ problems }));
  });

  it('requires endpoint and tag', () => {
    const { LOG_FLUENT_SINK_ENDPOINT: _endpoint, LOG_FLUENT_TAG: _tag, ...rest } = REQUIRED;
    expect(() => parseConfig(rest)).toThrow(
      expect.objectContaining({
        problems: ['LOG_FLUENT_SINK_ENDPOINT: required, but not set', 'LOG_FLUENT_TAG: required, but not set'],
      }),
    );
  });
});
