import fc from 'fast-check';
import { createIndexNamer, type IndexInterval, indexStem, isLegalPrefix } from './index-name.ts';

const NS_PER_S = 1_000_000_000n;
function at(iso: string): bigint {
  return BigInt(Date.parse(iso) / 1000) * NS_PER_S;
}
const noon = at('2026-11-22T12:00:00Z');
function name(logType: string, timeNs = noon, prefix = 'logs', interval: IndexInterval = 'day'): string {
  return createIndexNamer({ prefix, interval })({ logType, timeNs });
}

describe('createIndexNamer', () => {
  it.each<[logType: string, prefix: string, interval: IndexInterval, expected: string]>([
    ['app', 'logs', 'day', 'logs-app-20261122'],
    ['app', 'logs', 'month', 'logs-app-202611'],
    ['app', 'logs', 'none', 'logs-app'],
    ['app', '', 'day', 'app-20261122'],
    ['app.web_1', 'logs', 'day', 'logs-app.web_1-20261122'],
    ['App', 'logs', 'day', expect.stringMatching(/^logs-app-[0-9a-f]{8}-20261122$/)],
    ['a b,c:d"e*f+g/h\\i|j?k#l>m<n', 'logs', 'day', expect.stringMatching(/^logs-a-b-c-d-e-f-g-h-i-j-k-l-m-n-\w{8}-/)],
    ['..', 'logs', 'day', expect.stringMatching(/^logs-xx-[0-9a-f]{8}-20261122$/)],
    ['.kibana', '', 'day', expect.stringMatching(/^xkibana-[0-9a-f]{8}-20261122$/)],
    ['_all', '', 'day', expect.stringMatching(/^xall-[0-9a-f]{8}-20261122$/)],
    ['-a', '', 'none', expect.stringMatching(/^xa-[0-9a-f]{8}$/)],
    ['*', '', 'none', expect.stringMatching(/^x-[0-9a-f]{8}$/)],
    ['ログ', 'logs', 'day', expect.stringMatching(/^logs-xx-[0-9a-f]{8}-20261122$/)],
    ['\ud800', 'logs', 'day', expect.stringMatching(/^logs-x-[0-9a-f]{8}-20261122$/)],
    ['app-0a1b2c3d', 'logs', 'day', expect.stringMatching(/^logs-app-0a1b2c3d-[0-9a-f]{8}-20261122$/)],
  ])('type %j with prefix %j by %s: %s', (logType, prefix, interval, expected) => {
    expect(name(logType, noon, prefix, interval)).toEqual(expected);
  });

  it.each([
    ['2026-11-22T00:00:00Z', 0n, '20261122'],
    ['2026-11-22T00:00:00Z', -1n, '20261121'],
    ['2026-11-22T23:59:59Z', 999_999_999n, '20261122'],
    ['1970-01-01T00:00:00Z', 0n, '19700101'],
    ['1970-01-01T00:00:00Z', -1n, '19691231'],
    ['1969-12-31T00:00:00Z', 0n, '19691231'],
    ['0001-01-01T00:00:00Z', 0n, '00010101'],
    ['0001-01-01T00:00:00Z', -1n, '00010101'],
    ['9999-12-31T23:59:59Z', 1_000_000_000n, '99991231'],
  ])('%s and %s ns are of %s', (iso, ns, date) => {
    expect(name('app', at(iso) + ns)).toBe(`logs-app-${date}`);
  });

  it('is legal for any type', () => {
    const prefixes = fc.constantFrom('', 'logs', 'a'.repeat(100));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), prefixes, (logType, prefix) => {
        const index = name(logType, noon, prefix);
        expect(index).toMatch(/^[a-z0-9][!-~]*-20261122$/);
        expect(index).not.toMatch(/[A-Z,:"*+/\\|?#><]/);
        expect(Buffer.byteLength(index)).toBeLessThanOrEqual(255);
        expect(name(logType, noon, prefix)).toBe(index);
      }),
    );
  });

  it('keeps types apart', () => {
    const alphabet = fc.constantFrom('a', 'A', '-', '_', '.', '/', ' ', '0', 'b', 'é', '\ud800', '\ud801');
    const types = fc.uniqueArray(fc.string({ unit: alphabet, minLength: 1, maxLength: 300 }), { maxLength: 50 });
    fc.assert(
      fc.property(types, (logTypes) => {
        const names = logTypes.map((logType) => name(logType));
        expect(new Set(names).size).toBe(logTypes.length);
      }),
    );
  });

  it('keeps a type apart from another one that is called like its index', () => {
    const [changed] = name('App').split('-20261122');
    expect(name(String(changed).slice('logs-'.length))).not.toBe(name('App'));
  });
});

it('a stem never outgrows its room', () => {
  expect(indexStem('a'.repeat(300), 240)).toHaveLength(240);
});

it.each([
  ['logs', true],
  ['my-logs.v2', true],
  ['Logs', false],
  ['logs-', false],
  ['-logs', false],
  ['.logs', false],
  ['lo*gs', false],
  ['a'.repeat(101), false],
])('prefix %j is legal: %s', (prefix, isLegal) => {
  expect(isLegalPrefix(prefix)).toBe(isLegal);
});
