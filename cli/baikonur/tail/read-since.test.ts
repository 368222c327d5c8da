import { readSince } from './read-since.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);

it.each([
  [undefined, { kind: 'latest' }],
  ['start', { kind: 'start' }],
  ['90s', { kind: 'since', atMs: NOW_MS - 90_000 }],
  ['10m', { kind: 'since', atMs: NOW_MS - 600_000 }],
  ['2h', { kind: 'since', atMs: NOW_MS - 7_200_000 }],
  ['1d', { kind: 'since', atMs: NOW_MS - 86_400_000 }],
  ['2026-11-22', { kind: 'since', atMs: Date.UTC(2026, 10, 22) }],
  ['2026-11-22T09:00:00+09:00', { kind: 'since', atMs: Date.UTC(2026, 10, 22) }],
  ['999999999d', { kind: 'since', atMs: 0 }],
  ['0001-01-01', { kind: 'since', atMs: 0 }],
  ['2026-11-22T12:00:01Z', undefined],
  ['', undefined],
  ['10', undefined],
  ['-1h', undefined],
  ['yesterday', undefined],
])('%s', (text, position) => {
  expect(readSince(text, NOW_MS)).toEqual(position);
});
