import { parseSchedule } from './parse-schedule.ts';

describe('parseSchedule', () => {
  it.each([
    [
      'every day',
      ['expected rate(5 minutes), cron(0 3 * * ? *) with six fields, or at(2026-12-24T18:00:00), got "every day"'],
    ],
    ['rate(0 minutes)', ['expected a rate such as rate(1 hour) or rate(5 minutes), got rate(0 minutes)']],
    ['rate(1 days)', ['expected rate(1 day), got rate(1 days)']],
    ['rate(5 minute)', ['expected rate(5 minutes), got rate(5 minute)']],
    ['rate(2 weeks)', ['expected a rate such as rate(1 hour) or rate(5 minutes), got rate(2 weeks)']],
    [
      'at(2026-02-30T00:00:00)',
      ['expected a time that exists, such as at(2026-12-24T18:00:00), got at(2026-02-30T00:00:00)'],
    ],
    ['at(2026-02-03)', ['expected a time that exists, such as at(2026-12-24T18:00:00), got at(2026-02-03)']],
    [
      'cron(0 3 * * *)',
      ['expected six fields (minutes, hours, day of month, month, day of week, year), got 5 in cron(0 3 * * *)'],
    ],
    ['cron(0 3 * * * *)', ['day of month and day of week: exactly one of them must be ?, got * and *']],
    ['cron(0 3 ? * ? *)', ['day of month and day of week: exactly one of them must be ?, got ? and ?']],
    ['cron(60 3 * * ? *)', ['minutes: expected 0-59, with commas, ranges and steps, got "60"']],
    ['cron(*/0 3 * * ? *)', ['minutes: expected 0-59, with commas, ranges and steps, got "*/0": a step is at least 1']],
    [
      'cron(0 24 32 13 ? 1969)',
      [
        'hours: expected 0-23, with commas, ranges and steps, got "24"',
        'day of month: expected 1-31, with commas, ranges and steps, got "32"',
        'month: expected 1-12 or JAN-DEC, with commas, ranges and steps, got "13"',
        'year: expected 1970-2199, with commas, ranges and steps, got "1969"',
      ],
    ],
    [
      'cron(0 3 ? * FRI-MON *)',
      [
        'day of week: expected 1-7 or SUN-SAT, with commas, ranges and steps, got "FRI-MON", which ends before it starts: divide it by a comma',
      ],
    ],
    ['cron(0 3 ? * 2#6 *)', ['day of week: expected 1-7 or SUN-SAT, with commas, ranges and steps, got "2#6"']],
    [
      'cron(0 3 LW * ? *)',
      ['day of month: expected 1-31, with commas, ranges and steps, got "LW": before W stands one day, as in 15W'],
    ],
    ['cron(0 3 1,L * ? *)', ['day of month: expected 1-31, with commas, ranges and steps, got "L"']],
    ['cron(0 3 * FOO ? *)', ['month: expected 1-12 or JAN-DEC, with commas, ranges and steps, got "FOO"']],
  ])('refuses %s', (expression, problems) => {
    expect(parseSchedule(expression)).toEqual({ status: 'wrong', problems });
  });

  it.each([
    ['cron(0 3 * jan,3 ? *)', { months: [1, 3], days: { kind: 'days', days: expect.anything() } }],
    ['cron(1,5-7,50/5 3 * * ? *)', { minutes: [1, 5, 6, 7, 50, 55] }],
    ['cron(0 3 ? * fri#5 *)', { days: { kind: 'nth_weekday', weekday: 6, nth: 5 } }],
    ['cron(0  3 ? * FRIL 2026-2028)', { days: { kind: 'last_weekday', weekday: 6 }, years: [2026, 2027, 2028] }],
  ])('reads %s', (expression, expected) => {
    expect(parseSchedule(expression)).toMatchObject({ status: 'ok', schedule: expected });
  });
});
