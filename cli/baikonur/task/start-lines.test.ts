import type { StartResult } from '../../../shared/tasks/start-run.ts';
import { startLines } from './start-lines.ts';

const GROUP = 'nightly/2026-11-18T03:00:00Z';

it.each<[StartResult, readonly string[]]>([
  [{ status: 'started', group: GROUP, taskArns: ['arn:1'] }, ['nightly: started 1 task', '  arn:1']],
  [
    { status: 'skipped', group: GROUP, running: [GROUP], hours: 5 },
    [
      'nightly: nothing was started: overlap is forbid, and an earlier run is running for about 5 hours',
      `  ${GROUP}`,
      'next: ./baikonur task history nightly --stage dev',
    ],
  ],
  [
    { status: 'not_started', group: GROUP, taskArns: [], problems: ['RunTask of report in jobs: no\u001b[31m room'] },
    [
      'nightly: nothing was started',
      '  RunTask of report in jobs: no\\u001b[31m room',
      'next: docs/runbooks/not-started.md',
    ],
  ],
  [
    { status: 'not_started', group: GROUP, taskArns: ['arn:1'], problems: ['RESOURCE:ENI'] },
    ['nightly: only 1 task started', '  arn:1', '  RESOURCE:ENI', 'next: docs/runbooks/not-started.md'],
  ],
  [
    { status: 'not_started', group: GROUP, taskArns: [], problems: ['no room', 'RESOURCE:ENI', 'no room'] },
    ['nightly: nothing was started', '  no room (2 times)', '  RESOURCE:ENI', 'next: docs/runbooks/not-started.md'],
  ],
])('says what was started, and what to do next: %#', (result, lines) => {
  expect(startLines('nightly', 'dev', result)).toEqual(lines);
});
