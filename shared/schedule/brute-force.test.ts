import { IANAZone } from 'luxon';
import { sampleOf, shortOrLong } from '../../test/exhaustive.ts';
import { nextRuns } from './next-runs.ts';
import { parseSchedule } from './parse-schedule.ts';

/*
 * A clock that goes through every minute of two years (in `npm test` of 200 days), and a matcher that shares nothing with the reader: it compares
 * texts of the wall clock.
 */

const MINUTE_MS = 60_000;
const FROM_MS = Date.UTC(2026, 0, 1);
const MINUTES = shortOrLong(200, 731) * 24 * 60;
const ZONES = ['UTC', 'Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe'];
const EXPRESSIONS = shortOrLong(5, 200);
/** Of an expression that runs more often, the first ones. */
const MAX_RUNS = shortOrLong(200, 2000);
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

describe.each(sampleOf(ZONES, 2))('every minute in %s', (timezone) => {
  const clock = readClock(timezone);

  it(`has the runs of ${EXPRESSIONS} random expressions`, () => {
    const random = createRandom(ZONES.indexOf(timezone) + 1);
    for (let round = 0; round < EXPRESSIONS; round++) {
      const expression = randomExpression(random);
      const parsed = parseSchedule(expression);
      if (parsed.status === 'wrong') throw new Error(`${expression}: ${parsed.problems.join('; ')}`);
      const expected = matches(clock, expression);
      const scope = { timezone, startMs: FROM_MS, endMs: FROM_MS + (MINUTES - 1) * MINUTE_MS };
      const runs = nextRuns(parsed.schedule, scope, FROM_MS - 1, MAX_RUNS);
      expect([expression, ...runs.map(toText)]).toEqual([expression, ...expected.map(toText)]);
    }
  });
});

interface Minute {
  readonly ms: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly lastDay: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

/** Each wall-clock minute the first time that it is shown. */
function readClock(timezone: string): readonly Minute[] {
  const zone = IANAZone.create(timezone);
  let shownUntil = Number.NEGATIVE_INFINITY;
  const minutes: Minute[] = [];
  let offset = 0;
  for (let index = 0; index < MINUTES; index++) {
    const ms = FROM_MS + index * MINUTE_MS;
    if (index % 30 === 0) offset = zone.offset(ms);
    const local = ms + offset * MINUTE_MS;
    if (local <= shownUntil) continue;
    shownUntil = local;
    const date = new Date(local);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
    minutes.push({
      ms,
      year,
      month,
      day: date.getUTCDate(),
      lastDay: new Date(Date.UTC(year, month, 0)).getUTCDate(),
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
    });
  }
  return minutes;
}

function matches(clock: readonly Minute[], expression: string): readonly number[] {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = expression
    .slice('cron('.length, -1)
    .split(' ');
  const found: number[] = [];
  const minutes = Array.from({ length: 60 }, (_, value) => listed(minute, value, 0));
  const hours = Array.from({ length: 24 }, (_, value) => listed(hour, value, 0));
  for (const at of clock) {
    if (!minutes[at.minute] || !hours[at.hour]) continue;
    if (!listed(month, at.month, 1) || !listed(year, at.year, 1970)) continue;
    if (dayOfMonth === '?' ? isWeekday(dayOfWeek, at) : isDay(dayOfMonth, at)) found.push(at.ms);
    if (found.length === MAX_RUNS) break;
  }
  return found;
}

function listed(text: string, value: number, min: number): boolean {
  return text.split(',').some((item) => {
    const [range = '', step] = item.split('/');
    const [from = '', to] = range === '*' ? [String(min), '9999'] : range.split('-');
    const last = to ?? (step === undefined ? from : '9999');
    return value >= Number(from) && value <= Number(last) && (value - Number(from)) % Number(step ?? 1) === 0;
  });
}

function isDay(text: string, { day, lastDay, weekday }: Minute): boolean {
  if (text === 'L') return day === lastDay;
  if (!text.endsWith('W')) return listed(text, day, 1);
  const wanted = Number(text.slice(0, -1));
  if (wanted > lastDay || weekday === 0 || weekday === 6) return false;
  if (day === wanted) return true;
  // Friday for Saturday, Monday for Sunday; at the edges of the month two days the other way.
  if (weekday === 5 && (day + 1 === wanted || (day + 2 === wanted && wanted === lastDay))) return true;
  return weekday === 1 && (day - 1 === wanted || (day - 2 === wanted && wanted === 1));
}

function isWeekday(text: string, { day, lastDay, weekday }: Minute): boolean {
  const name = WEEKDAYS[weekday] ?? '';
  if (text.endsWith('L')) return text.slice(0, -1) === name && day + 7 > lastDay;
  const [of, nth] = text.split('#');
  if (nth !== undefined) return of === name && Math.ceil(day / 7) === Number(nth);
  return text === '*' || listed(text, weekday + 1, 1);
}

function randomExpression(random: (below: number) => number): string {
  const pick = (...texts: readonly string[]): string => texts[random(texts.length)] ?? '';
  const minute = pick(
    `${random(60)}`,
    `${random(60)},${random(60)}`,
    `0/${15 + random(40)}`,
    `${random(20)}-${20 + random(40)}/7`,
  );
  const hour = pick(`${random(24)}`, `${random(3)}`, `1-3`, `0/${5 + random(9)}`, '*');
  const name = WEEKDAYS[random(7)] ?? '';
  const days = pick(
    `${1 + random(31)} ?`,
    `1/${2 + random(9)} ?`,
    'L ?',
    `${1 + random(31)}W ?`,
    '* ?',
    `? ${1 + random(7)}`,
    `? ${1 + random(3)}-${4 + random(4)}`,
    `? ${name}L`,
    `? ${name}#${1 + random(5)}`,
    '? *',
  );
  const [dayOfMonth, dayOfWeek] = days.split(' ');
  const month = pick('*', '*', `${1 + random(12)}`, `${1 + random(6)}-${7 + random(6)}`, `3,10,11`);
  const year = pick('*', '*', '2026', '2026/2', '2027-2030');
  return `cron(${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek} ${year})`;
}

/** Numbers of a linear congruential generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed * 7919;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function toText(ms: number): string {
  return new Date(ms).toISOString();
}
