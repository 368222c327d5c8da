import { parseConfig } from './config.ts';

const required = { LOG_S3_BUCKET: 'archive', FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' };

describe('parseConfig', () => {
  it('has defaults for all but names', () => {
    expect(parseConfig(required)).toMatchObject({
      objects: { bucket: 'archive', prefix: '', layout: 'baikonur', gzipLevel: 6, maxGroups: 500 },
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

  it('names everything that is wrong at once', () => {
    const env = { S3_KEY_LAYOUT: 'flat', S3_GZIP_LEVEL: '10', MAX_GROUPS: '0', LOG_S3_PREFIX: '..' };
    expect(() => parseConfig(env)).toThrow('7 problems');
    for (const name of [...Object.keys(env), ...Object.keys(required)]) expect(() => parseConfig(env)).toThrow(name);
  });
});
