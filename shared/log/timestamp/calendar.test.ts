import fc from 'fast-check';
import { daysInMonth, daysSinceEpoch, isDate, weekdayOfDay } from './calendar.ts';

const MS_PER_DAY = 86_400_000;

describe('the calendar', () => {
  it('agrees with Date on every day from 0001-01-01 to 9999-12-31', () => {
    const first = Date.parse('0001-01-01T00:00:00Z') / MS_PER_DAY;
    const last = Date.parse('9999-12-31T00:00:00Z') / MS_PER_DAY;
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (days) => {
        const date = new Date(days * MS_PER_DAY);
        const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(isDate(civil)).toBe(true);
        expect(daysSinceEpoch(civil.year, civil.month, civil.day)).toBe(days);
        expect(weekdayOfDay(days)).toBe((date.getUTCDay() + 6) % 7);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [2024, 2, 29],
    [2023, 2, 28],
    [1900, 2, 28],
    [2000, 2, 29],
    [2024, 12, 31],
    [2024, 0, 0],
    [2024, 13, 0],
  ])('%i-%i has %i days', (year, month, days) => expect(daysInMonth(year, month)).toBe(days));
});
