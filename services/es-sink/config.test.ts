import { ConfigError } from '../../shared/settings/env-reader.ts';
import { parseConfig } from './config.ts';

const ENV = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress', ES_HOST: 'search.example.com' };

const COLLECTION = { ES_HOST: 'abc123.eu-west-1.aoss.amazonaws.com', ES_SERVICE: 'aoss' };

it('reads a collection of OpenSearch Serverless', () => {
  expect(parseConfig({ ...ENV, ...COLLECTION }).search.auth).toEqual({ type: 'sigv4', service: 'aoss' });
});

it('has defaults, a closed time window among them', () => {
  expect(parseConfig(ENV)).toMatchObject({
    common: { service: 'es-sink', schema: { maxAgeDays: 60, maxFutureHours: 24 } },
    search: { url: 'https://search.example.com/', auth: { type: 'sigv4', service: 'es' }, timeoutMs: 30_000 },
    naming: { prefix: '', interval: 'day' },
    limits: { maxDocuments: 500, maxBytes: 5_242_880 },
    concurrency: 2,
    engineTimeoutMs: 24_000,
    maxTries: 4,
  });
  const open = parseConfig({ ...ENV, LOG_MAX_AGE_DAYS: '3650', LOG_MAX_FUTURE_HOURS: '1' });
  expect(open.common.schema).toMatchObject({ maxAgeDays: 3650, maxFutureHours: 1 });
});

it.each([
  ['search.example.com:9200', 'https://search.example.com:9200/'],
  ['http://127.0.0.1:9200', 'http://127.0.0.1:9200/'],
  ['https://search.example.com/path', 'https://search.example.com/path'],
  ['HTTPS://Search.example.com', 'https://search.example.com/'],
  ['[::1]:9200', 'https://[::1]:9200/'],
  ['http://[2001:db8::1]', 'http://[2001:db8::1]/'],
  ['https://search_1.example.com./a/b', 'https://search_1.example.com./a/b'],
])('host %s is %s', (host, url) => {
  expect(parseConfig({ ...ENV, ES_HOST: host }).search.url).toBe(url);
});

it.each([
  [{ ES_HOST: '' }, 'ES_HOST: required, but not set'],
  [{ ES_HOST: 'ftp://x' }, 'ES_HOST: expected one [http(s)://]host[:port], without user or query, got "ftp://x"'],
  [{ ES_HOST: 'https://user:word@x' }, 'without user or query, got a text with an @'],
  [{ ES_HOST: 'https://:word@x' }, 'without user or query'],
  [{ ES_HOST: 'https://user@x' }, 'without user or query'],
  [{ ES_HOST: 'a.example.com,b.example.com' }, 'got "a.example.com,b.example.com"'],
  [{ ES_HOST: 'https://a.example.com:443,b.example.com:443' }, 'ES_HOST: expected one [http(s)://]host'],
  [{ ES_HOST: 'https://x?pretty' }, 'without user or query'],
  [{ ES_HOST: 'https://x/#a' }, 'without user or query'],
  [{ ES_HOST: 'https://x:99999' }, 'got "https://x:99999"'],
  [{ ES_HOST: '::1' }, 'got "::1"'],
  [{ ES_HOST: 'https://' }, 'got "https://"'],
  [{ ES_HOST: '*.example.com' }, 'got "*.example.com"'],
  [
    { ES_HOST: 'abc.eu-west-1.aoss.amazonaws.com' },
    'ES_SERVICE: ES_HOST is a collection of OpenSearch Serverless: expected ES_SERVICE=aoss',
  ],
  [
    { ES_SERVICE: 'aoss', ES_HOST: 'a.b.eu-west-1.aoss.amazonaws.com' },
    'ES_HOST: expected <id>.<Region>.aoss.amazonaws.com with ES_SERVICE=aoss',
  ],
  [{ ES_SERVICE: 'aoss' }, 'ES_HOST: expected <id>.<Region>.aoss.amazonaws.com with ES_SERVICE=aoss'],
  [{ ...COLLECTION, ES_AUTH: 'none' }, 'ES_AUTH: OpenSearch Serverless takes sigv4 only, got "none"'],
  [{ ...COLLECTION, ES_DOMAIN: 'logs' }, 'ES_DOMAIN: set, but ES_SERVICE is aoss: a collection is no domain'],
  [
    { ...COLLECTION, ES_TARGET: 'data_stream', INDEX_NAME_PREFIX: 'logs' },
    'ES_TARGET: OpenSearch Serverless has no data streams',
  ],
  [{ ES_TARGET: 'alias' }, 'ES_TARGET: expected one of index, data_stream, got "alias"'],
  [{ ES_TARGET: 'data_stream' }, 'INDEX_NAME_PREFIX: required with ES_TARGET=data_stream, but not set'],
  [
    { ES_TARGET: 'data_stream', INDEX_NAME_PREFIX: 'logs', INDEX_INTERVAL: 'day' },
    'INDEX_INTERVAL: set, but ES_TARGET is data_stream: the engine divides it',
  ],
  [{ ES_AUTH: 'key' }, 'ES_AUTH: expected one of sigv4, basic, none'],
  [{ ES_AUTH: 'basic' }, 'ES_BASIC_SECRET: required with ES_AUTH=basic, but not set'],
  [{ ES_AUTH: 'basic', ES_BASIC_SECRET: 'hunter2' }, 'ES_BASIC_SECRET: expected secretsmanager:'],
  [{ ES_BASIC_SECRET: 'ssm:es' }, 'ES_BASIC_SECRET: set, but ES_AUTH is sigv4'],
  [{ ES_HOST: 'http://localhost:9200', ES_TLS_CA: 'ssm:/ca' }, 'ES_TLS_CA: set, but ES_HOST is http: expected https'],
  [{ INDEX_NAME_PREFIX: 'Logs' }, 'INDEX_NAME_PREFIX: expected lower-case'],
  [{ ES_BULK_MAX_BYTES: '1' }, 'ES_BULK_MAX_BYTES: expected a whole number from 1000'],
])('%j is refused', (wrong, message) => {
  expect(() => parseConfig({ ...ENV, ...wrong })).toThrow(message);
});

it.each([undefined, 'https://elastic:hunter2@x'])(
  'names all that is wrong at once, and no secret (host %s)',
  (host) => {
    const env = {
      ES_HOST: host,
      ES_AUTH: 'basic',
      ES_BASIC_SECRET: 'hunter2',
      INDEX_INTERVAL: 'week',
      ES_CONCURRENCY: '0',
    };
    try {
      parseConfig(env);
      throw new Error('expected a ConfigError');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.problems).toHaveLength(6);
      expect(error.message).not.toContain('hunter2');
    }
  },
);
