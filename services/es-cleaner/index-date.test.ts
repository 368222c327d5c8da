import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseIndexDate } from './index-date.ts';

it.each([
  ['logs-app-20261122', '2026-11-22', 'logs-app-'],
  ['logs-app-2026.11.22', '2026-11-22', 'logs-app-'],
  ['logs-app-2026-11-22', '2026-11-22', 'logs-app-'],
  ['app20261122', '2026-11-22', 'app'],
  ['20261122', '2026-11-22', ''],
  ['logs-app-202602', '2026-02-28', 'logs-app-'],
  ['logs-app-202802', '2028-02-29', 'logs-app-'],
  ['logs-app-20240229', '2024-02-29', 'logs-app-'],
  ['logs-app-20991231', '2099-12-31', 'logs-app-'],
  ['logs-app-202612', '2026-12-31', 'logs-app-'],
  ['logs-app-20200101-20261122', '2026-11-22', 'logs-app-20200101-'],
])('%s is of %s', (name, day, base) => {
  expect(parseIndexDate(name)).toEqual({ dayStartsAtMs: Date.parse(day), base });
});

it.each([
  'logs-app',
  'logs-app-2026',
  'logs-app-20261122-reload',
  'logs-app-20261122-1',
  'logs-app-20260230',
  'logs-app-20261300',
  'logs-app-20260001',
  'logs-app-000012',
  'logs-app-199912',
  'logs-app-202600',
  'logs-app-202613',
  'logs-app-19691231',
  'logs-app-1695820800',
  'logs-app-120200101',
  'logs-202608191',
  'logs-app-1202001',
  'logs-app-20230229',
  'logs-app-2026.11-22',
  'logs-app-2026.1.2',
  'logs-app-2026.11.22.10',
  '',
])('%j ends in no date', (name) => {
  expect(parseIndexDate(name)).toBeUndefined();
});

/** Rows of the table of differences from Curator: name, Curator, es-cleaner. */
const DIFFERENCES = readFileSync(resolve(import.meta.dirname, '../../docs/search.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([^`]+)` +\| ([^|]+?) +\| (of|kept)\b/.exec(line))
  .flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[3] ?? ''] as const]));

it('has all differences that the page names', () => {
  expect(DIFFERENCES.map(([name]) => name)).toEqual(expect.arrayContaining(['logs-202608191', 'logs-19691231']));
});

it.each(DIFFERENCES)('%s in the page: %s', (name, verdict) => {
  expect(parseIndexDate(name) === undefined).toBe(verdict === 'kept');
});
