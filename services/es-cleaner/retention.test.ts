import { ageInDays, createMaxAgeOf, isOlder } from './retention.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

it.each([
  ['2026-11-22', 0],
  ['2026-11-21', 1],
  ['2026-09-23', 60],
])('%s is %d days old', (day, age) => {
  expect(ageInDays(Date.parse(day), NOW)).toBe(age);
});

it.each([
  [60 * DAY_MS, 60, false],
  [60 * DAY_MS + 1, 60, true],
  [0, 1, false],
])('a day that began %d ms ago, at most %d days: older %s', (ms, days, expected) => {
  expect(isOlder(NOW - ms, days, NOW)).toBe(expected);
});

describe('createMaxAgeOf', () => {
  const rules = [
    { logType: 'audit', maxAgeDays: 365 },
    { logType: 'debug*', maxAgeDays: 7 },
    { logType: 'debug-slow*', maxAgeDays: 14 },
  ];
  const maxAgeOf = createMaxAgeOf({ maxAgeDays: 60, rules, prefix: 'logs' });

  it.each([
    ['logs-app-', 60],
    ['logs-audit-', 365],
    ['logs-audit-more-', 60],
    ['logs-debug-', 7],
    ['logs-debug-fast-', 7],
    ['logs-debug-slow-', 14],
    ['other-debug-', 60],
  ])('%s is kept %d days', (base, days) => {
    expect(maxAgeOf(base)).toBe(days);
  });
});
