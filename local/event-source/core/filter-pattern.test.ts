import { passesFilters } from './filter-pattern.ts';

function passes(data: string, ...patterns: Record<string, unknown>[]): boolean {
  return passesFilters(
    { sequenceNumber: '1', partitionKey: 'key-1', arrivedAtMs: 1000, data: Buffer.from(data) },
    patterns,
  );
}

const log = '{"log_type":"app.web","level":3,"tags":{"env":"prod"},"gone":null}';

it.each([
  ['equal text', { data: { log_type: ['app.web'] } }, true],
  ['another text', { data: { log_type: ['app.db'] } }, false],
  ['one of several', { data: { log_type: ['app.db', 'app.web'] } }, true],
  ['all fields must match', { data: { log_type: ['app.web'], level: [4] } }, false],
  ['nested', { data: { tags: { env: ['prod'] } } }, true],
  ['null', { data: { gone: [null] } }, true],
  ['prefix', { data: { log_type: [{ prefix: 'app.' }] } }, true],
  ['suffix', { data: { log_type: [{ suffix: '.db' }] } }, false],
  ['whatever the case', { data: { log_type: [{ 'equals-ignore-case': 'APP.WEB' }] } }, true],
  ['anything but', { data: { log_type: [{ 'anything-but': ['app.web'] }] } }, false],
  ['a number', { data: { level: [{ numeric: ['=', 3] }] } }, true],
  ['a range', { data: { level: [{ numeric: ['>', 3, '<=', 9] }] } }, false],
  ['a field that exists', { data: { level: [{ exists: true }] } }, true],
  ['a field that does not', { data: { nope: [{ exists: false }] } }, true],
  ['either field', { data: { $or: [{ level: [9] }, { log_type: ['app.web'] }] } }, true],
  ['metadata', { partitionKey: ['key-1'] }, true],
  ['metadata and data', { partitionKey: ['key-2'], data: { level: [3] } }, false],
  ['an unknown operator', { data: { level: [{ wildcard: '*' }] } }, false],
])('%s', (_name, pattern, expected) => {
  expect(passes(log, pattern)).toBe(expected);
});

it.each(['plain text', '\u001f\u008b gzip', '[1]', ''])('drops %j under a filter on data, silently', (data) => {
  expect(passes(data, { data: { level: [{ exists: false }] } })).toBe(false);
});

it('lets text pass a filter on metadata, and a record that any filter takes', () => {
  expect(passes('plain text', { partitionKey: [{ prefix: 'key' }] })).toBe(true);
  expect(passes(log, { data: { level: [9] } }, { data: { level: [3] } })).toBe(true);
});
