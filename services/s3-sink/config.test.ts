import { parseConfig } from './config.ts';

const required = { LOG_S3_BUCKET: 'archive', FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' };

describe('parseConfig', () => {
  it('has defaults for all but names', () => {
    expect(parseConfig(required)).toMatchObject({
      objects: {
        bucket: 'archive',
        prefix: '',
        layout: 'baikonur',
        compression: { format: 'gzip', level: 6 },
        maxGroups: 500,
      },
      maxTries: 4,
    });
  });

  it.each([
    ['logs', 'logs'],
    ['/a/b=c/', 'a/b=c'],
    ['a.b/..c', 'a.b/..c'],
  ])('takes the prefix %j', (prefix, expected) => {
    expect(parseConfig({ ...required, LOG_S3_PREFIX: prefix }).objects.prefix).toBe(expected);
  });

  it.each([['a//b'], ['..'], ['a/../b'], ['a/.'], ['a b'], ['ü'], ['x'.repeat(201)]])(
    'refuses the prefix %j',
    (prefix) => {
      expect(() => parseConfig({ ...required, LOG_S3_PREFIX: prefix })).toThrow(/LOG_S3_PREFIX: expected folders/);
    },
  );

  it.each([
    [{ S3_GZIP_LEVEL: '0' }, { format: 'gzip', level: 0 }],
    [{ S3_COMPRESSION: 'zstd' }, { format: 'zstd', level: 'auto' }],
    [
      { S3_COMPRESSION: 'zstd', S3_ZSTD_LEVEL: '19' },
      { format: 'zstd', level: 19 },
    ],
  ])('compresses as %j says', (env, expected) => {
    expect(parseConfig({ ...required, ...env }).objects.compression).toEqual(expected);
  });

  it.each([
    [{ S3_COMPRESSION: 'brotli' }, 'S3_COMPRESSION: expected one of gzip, zstd, got "brotli"'],
    [{ S3_COMPRESSION: 'zstd', S3_ZSTD_LEVEL: '20' }, 'S3_ZSTD_LEVEL: expected a whole number from 1 to 19, got "20"'],
    [{ S3_COMPRESSION: 'zstd', S3_ZSTD_LEVEL: '0' }, 'S3_ZSTD_LEVEL: expected a whole number from 1 to 19, got "0"'],
    [{ S3_ZSTD_LEVEL: '3' }, 'S3_ZSTD_LEVEL: set, but S3_COMPRESSION is gzip'],
    [{ S3_COMPRESSION: 'zstd', S3_GZIP_LEVEL: '6' }, 'S3_GZIP_LEVEL: set, but S3_COMPRESSION is zstd'],
  ])('refuses %j', (env, sentence) => {
    expect(() => parseConfig({ ...required, ...env })).toThrow(sentence);
  });

  it('names everything that is wrong at once', () => {
    const env = { S3_KEY_LAYOUT: 'flat', S3_GZIP_LEVEL: '10', MAX_GROUPS: '0', LOG_S3_PREFIX: '..' };
    expect(() => parseConfig(env)).toThrow('7 problems');
    for (const name of [...Object.keys(env), ...Object.keys(required)]) expect(() => parseConfig(env)).toThrow(name);
  });
});
