import fc from 'fast-check';
import { parseIndexDate } from '../../services/es-cleaner/index-date.ts';
import { isOlder } from '../../services/es-cleaner/retention.ts';
import { askPython } from './python-tools.ts';

const NOW_S = Date.parse('2026-11-22T10:20:30Z') / 1000;
const DAY_S = 86_400;

interface Case {
  readonly name: string;
  readonly timestring: string;
  readonly days: number;
  readonly now: number;
}

function ours({ name, days, now }: Case): boolean {
  const date = parseIndexDate(name);
  return date !== undefined && isOlder(date.dayStartsAtMs, days, now * 1000);
}

async function askCurator(cases: readonly Case[]): Promise<readonly unknown[]> {
  return (await askPython('ask_curator.py', cases)) as readonly unknown[];
}

const FORMS = [
  ['%Y%m%d', (iso: string) => iso.replaceAll('-', '')],
  ['%Y.%m.%d', (iso: string) => iso.replaceAll('-', '.')],
  ['%Y-%m-%d', (iso: string) => iso],
] as const;

function nameCases(): Case[] {
  return FORMS.flatMap(([timestring, write]) =>
    [0, 1, 29, 30, 59, 60, 61, 62, 365, 20_000].flatMap((age) =>
      [0, 1, 10 * 3600, DAY_S - 1].map((second): Case => {
        const today = NOW_S - (NOW_S % DAY_S);
        const iso = new Date((today - age * DAY_S) * 1000).toISOString().slice(0, 10);
        return { name: `logs-app-${write(iso)}`, timestring, days: 60, now: today + second };
      }),
    ),
  );
}

it('day forms: the same verdict as Curator, to the second', async () => {
  const cases = nameCases();
  const verdicts = cases.map(ours);
  expect(new Set(verdicts)).toEqual(new Set([true, false]));
  expect(verdicts).toEqual(await askCurator(cases));
}, 120_000);

it('day forms: the same verdict as Curator for any day, age and hour', async () => {
  const day = fc.integer({ min: 0, max: 30_000 });
  const drawn = fc.sample(
    fc.record({ day, days: fc.integer({ min: 1, max: 4_000 }), now: fc.integer({ min: 0, max: 30_000 * DAY_S }) }),
    { numRuns: 500, seed: 7 },
  );
  const cases = drawn.flatMap(({ day: number, days, now }) => {
    const iso = new Date(number * DAY_S * 1000).toISOString().slice(0, 10);
    // Curator takes 0 for "now".
    return FORMS.map(([timestring, write]): Case => ({ name: `logs-${write(iso)}`, timestring, days, now: now + 1 }));
  });
  expect(cases.map(ours)).toEqual(await askCurator(cases));
}, 120_000);

/** Where we differ on purpose: [name, timestring, Curator's verdict, ours, why]. */
const EXCEPTIONS = [
  ['logs-app-20200101-20261122', '%Y%m%d', true, false, 'only the date that ends the name counts'],
  ['logs-20200101-app', '%Y%m%d', true, false, 'a date in the middle is no date'],
  ['logs-app-202601011', '%Y%m%d', true, false, 'nine digits are a number'],
  ['logs-202608191', '%Y%m%d', true, false, 'nine digits are a number'],
  ['logs-20200101-reload', '%Y%m%d', true, false, 'no date ends it; EXCLUDE_PATTERN keeps it too'],
  ['logs-app-202609', '%Y%m', true, false, 'a month ages from its end: 30 September is 53 days ago'],
  ['logs-000001', '%Y%m', 'ValueError', false, 'a rollover number is no month'],
  ['logs-20261399', '%Y%m%d', 'ValueError', false, 'no such day: Curator stops, we keep the index'],
  ['logs-20260230', '%Y%m%d', 'ValueError', false, 'no such day either'],
  ['logs-19691231', '%Y%m%d', true, false, 'before 1970: no logs then'],
] as const;

it('exceptions: where the verdict differs from Curator’s on purpose', async () => {
  const cases = EXCEPTIONS.map(([name, timestring]): Case => ({ name, timestring, days: 60, now: NOW_S }));
  expect(await askCurator(cases)).toEqual(EXCEPTIONS.map(([, , curators]) => curators));
  expect(cases.map(ours)).toEqual(EXCEPTIONS.map(([, , , verdict]) => verdict));
}, 120_000);
