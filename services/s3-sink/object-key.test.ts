import fc from 'fast-check';
import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { MAX_PREFIX_BYTES, objectKey } from './object-key.ts';

const HASH = /-[0-9a-f]{16}\.gz$/;
const compression = { format: 'gzip' } as const;
const name = 'stream_shardId-000000000000_1';
const identities = ['stream/shardId-000000000000/1', 'stream/shardId-000000000000/2'];
const log = { logType: 'app', logId: 'id-1', time: '2026-11-02T03:04:05.678Z' };

describe('objectKey', () => {
  it.each([
    ['baikonur', 'logs', log, `logs/app/2026-11/02/2026-11-02-03:04:05-id-1-${name}`],
    ['baikonur', '', log, `app/2026-11/02/2026-11-02-03:04:05-id-1-${name}`],
    ['hive', 'a/b', log, `a/b/log_type=app/dt=2026-11-02/hour=03/2026-11-02-03-04-05-id-1-${name}`],
    [
      'baikonur',
      'logs',
      { ...log, time: '0001-01-01T00:00:00Z' },
      `logs/app/0001-01/01/0001-01-01-00:00:00-id-1-${name}`,
    ],
    [
      'baikonur',
      'logs',
      { ...log, logType: '../x', logId: 'a/b' },
      `logs/!2e!2e!2fx/2026-11/02/2026-11-02-03:04:05-a!2fb-${name}`,
    ],
  ] as const)('is %s below %j', (layout, prefix, parts, expected) => {
    const key = objectKey({ prefix, layout, compression }, makeLog(parts), identities);
    expect(key).toMatch(HASH);
    expect(key.replace(HASH, '')).toBe(expected);
  });

  it('floors what is before 1970 and between milliseconds', () => {
    const first = { ...makeLog(log), timeNs: -1n };
    expect(objectKey({ prefix: '', layout: 'baikonur', compression }, first, identities)).toContain(
      'app/1969-12/31/1969-12-31-23:59:59-',
    );
  });

  it.each([
    [253_402_386_540_000_000_000n, '9999-12/31/9999-12-31-23:59:59-'],
    [-62_135_683_200_000_000_000n, '0001-01/01/0001-01-01-00:00:00-'],
  ])('has a legal folder for %s ns, which an offset carried out of the years 1 to 9999', (timeNs, expected) => {
    const key = objectKey({ prefix: '', layout: 'baikonur', compression }, { ...makeLog(log), timeNs }, identities);
    expect(key).toContain(`app/${expected}`);
  });

  it('is the same for the same logs and another for another slice', () => {
    const key = (of: readonly string[]) => objectKey({ prefix: '', layout: 'baikonur', compression }, makeLog(log), of);
    expect(key(identities)).toBe(key([...identities]));
    expect(key(identities)).not.toBe(key(identities.slice(0, 1)));
  });

  it('ends with .zst for zstd, and is else the same', () => {
    const keyOf = (format: 'gzip' | 'zstd') =>
      objectKey({ prefix: '', layout: 'hive', compression: { format } }, makeLog(log), identities);
    expect(keyOf('zstd')).toBe(keyOf('gzip').replace(/\.gz$/, '.zst'));
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
    fc.string({ unit: fc.constantFrom('.', '/', '!', '2', 'e', 'f', '%', '\0', ' ', 'é', '\ud800'), minLength: 1 }),
    fc.constantFrom('.', '..', '../..', '/', '//', 'a/../b', 'log_type=x', 'a\nb', '\u202e', 'CON'),
  );

  it('never leaves its folder or grows past 1,024 bytes, whatever the log says', () => {
    const prefix = 'p'.repeat(MAX_PREFIX_BYTES);
    const identity = `${'s'.repeat(128)}/shardId-000000000000/${'9'.repeat(56)}.4294967295/100000`;
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom('baikonur' as const, 'hive' as const), (logType, logId, layout) => {
        const key = objectKey({ prefix, layout, compression }, makeLog({ ...log, logType, logId }), [identity]);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        expect(key).toMatch(layout === 'hive' ? /^[\w!.*'()=/-]+$/ : /^[\w!.*'()=:/-]+$/);
        const segments = key.split('/');
        expect(segments).toHaveLength(5);
        expect(segments.slice(2)).toEqual(
          layout === 'hive'
            ? ['dt=2026-11-02', 'hour=03', expect.stringMatching(/^2026-11-02-03-04-05-/)]
            : ['2026-11', '02', expect.stringMatching(/^2026-11-02-03:04:05-/)],
        );
        for (const segment of segments) expect(['', '.', '..']).not.toContain(segment);
      }),
    );
  });

  it('keeps 10,000 hostile types in 10,000 folders', () => {
    const types =
      fc.sample(fc.uniqueArray(hostile, { minLength: 10_000, maxLength: 10_000 }), { numRuns: 1, seed: 7 })[0] ?? [];
    const folderOf = (logType: string) =>
      objectKey({ prefix: 'logs', layout: 'baikonur', compression }, makeLog({ ...log, logType }), identities).split(
        '/',
      )[1];
    const folders = new Set(types.map(folderOf));
    expect(types).toHaveLength(10_000);
    expect(folders.size).toBe(10_000);
  });
});
