import type { CleanReport } from './clean.ts';
import { logReport } from './log-report.ts';

function line(index: string, action: 'delete' | 'keep', reason: string) {
  return { index, action, reason };
}
const REPORT: CleanReport = {
  status: 'cleaned',
  matching: 2,
  lines: [
    ...Array.from({ length: 1_001 }, (_, n) => line(`old-${n}`, 'delete', 'older than 60 days')),
    line('a', 'keep', 'its name does not end in a date'),
    line('b', 'keep', 'its name does not end in a date'),
  ],
  deleted: ['old-0'],
  failures: {},
};

function record(report: CleanReport) {
  const events: [string, string, Readonly<Record<string, unknown>>][] = [];
  logReport(
    {
      info: (message, fields) => events.push(['info', message, fields]),
      error: (message, fields) => events.push(['error', message, fields]),
    },
    report,
  );
  return events;
}

it('logs the whole plan in parts, and a summary', () => {
  const events = record(REPORT);
  expect(events.slice(0, -1).map(([, , { plan }]) => (plan as unknown[]).length)).toEqual([1_000, 1]);
  expect(events.at(-1)).toEqual([
    'info',
    'run ended',
    { status: 'cleaned', matching: 2, planned: 1_001, deleted: 1, kept: { 'its name does not end in a date': 2 } },
  ]);
});

it.each([
  ['refused', { refusal: '9 indices to delete, more than MAX_DELETIONS=1' }, 'refusal'],
  ['incomplete', { failures: { 'old-1': 'HTTP 403' } }, 'failures'],
] as const)('%s is an error', (status, more, field) => {
  const [level, , fields] = record({ ...REPORT, ...more, status }).at(-1) ?? [];
  expect(level).toBe('error');
  expect(fields).toHaveProperty(field);
});
