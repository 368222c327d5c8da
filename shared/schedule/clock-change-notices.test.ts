import { clockChangeNotices } from './clock-change-notices.ts';
import { parseSchedule } from './parse-schedule.ts';

describe('clockChangeNotices', () => {
  it.each([
    ['cron(30 2 * * ? *)', 'America/New_York', ['no run at 2026-03-08 02:30: the clocks skip that time']],
    [
      'cron(0/30 1 * * ? *)',
      'America/New_York',
      ['one run at 2026-11-01 01:00 to 01:30 (2 times), though the clocks show them twice'],
    ],
    [
      'cron(* * * * ? *)',
      'America/New_York',
      [
        'no run at 2026-03-08 02:00 to 02:59 (60 times): the clocks skip them',
        'one run at 2026-11-01 01:00 to 01:59 (60 times), though the clocks show them twice',
      ],
    ],
    ['cron(* * * * ? *)', 'Asia/Tokyo', []],
    ['at(2026-03-08T02:30:00)', 'America/New_York', []],
  ])('%s in %s', (expression, timezone, expected) => {
    const parsed = parseSchedule(expression);
    if (parsed.status === 'wrong') throw new Error(parsed.problems.join('; '));
    const notices = clockChangeNotices(parsed.schedule, timezone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
    expect(notices).toEqual(expected);
  });
});
