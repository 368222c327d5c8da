import { type DayRule, readDays } from './cron-days.ts';
import { type FieldKind, readValues } from './cron-field.ts';

/** A wall-clock time, without a zone. */
export interface WallTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The wall-clock times of a cron expression. */
export interface Cron {
  readonly kind: 'cron';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DayRule;
  readonly months: readonly number[];
  readonly years: readonly number[];
}

/** A schedule as EventBridge Scheduler takes it. */
export type Schedule =
  | Cron
  /** A day is 24 hours, whatever the clocks do. */
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'at'; readonly time: WallTime & { readonly second: number } };

export type ParsedSchedule =
  | { readonly status: 'ok'; readonly schedule: Schedule }
  | { readonly status: 'wrong'; readonly problems: readonly string[] };

const MINUTE_MS = 60_000;
const UNIT_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const MINUTE: FieldKind = { label: 'minutes', min: 0, max: 59 };
const HOUR: FieldKind = { label: 'hours', min: 0, max: 23 };
const MONTH: FieldKind = { label: 'month', min: 1, max: 12, names: MONTH_NAMES };
const YEAR: FieldKind = { label: 'year', min: 1970, max: 2199 };
const FORMS = 'rate(5 minutes), cron(0 3 * * ? *) with six fields, or at(2026-12-24T18:00:00)';

/**
 * Reads a schedule expression.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(expression: string): ParsedSchedule {
  const [, form, body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  switch (form) {
    case 'rate':
      return parseRate(body);
    case 'cron':
      return parseCron(body);
    case 'at':
      return parseAt(body);
    default:
      return wrongSchedule(`expected ${FORMS}, got ${JSON.stringify(expression)}`);
  }
}

function parseRate(body: string): ParsedSchedule {
  const [, digits, unit, plural] = /^([1-9]\d{0,6}) (minute|hour|day)(s?)$/.exec(body) ?? [];
  if (digits === undefined || !isUnit(unit)) {
    return wrongSchedule(`expected a rate such as rate(1 hour) or rate(5 minutes), got rate(${body})`);
  }
  const count = Number(digits);
  // EventBridge's rules refuse the other form; Scheduler takes both.
  if ((count === 1) !== (plural === ''))
    return wrongSchedule(`expected rate(${count} ${unit}${count === 1 ? '' : 's'}), got rate(${body})`);
  return { status: 'ok', schedule: { kind: 'rate', everyMs: count * UNIT_MS[unit] } };
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && Object.hasOwn(UNIT_MS, text);
}

function parseCron(body: string): ParsedSchedule {
  const fields = body.trim().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  if (fields.length !== 6) {
    const names = 'minutes, hours, day of month, month, day of week, year';
    return wrongSchedule(`expected six fields (${names}), got ${fields.length} in cron(${body})`);
  }
  const minutes = readValues(minute, MINUTE);
  const hours = readValues(hour, HOUR);
  const days = readDays(dayOfMonth, dayOfWeek);
  const months = readValues(month, MONTH);
  const years = readValues(year, YEAR);
  const all = [minutes, hours, days, months, years];
  const problems = all.flatMap((read) => (read.status === 'wrong' ? [read.problem] : []));
  if (minutes.status === 'wrong' || hours.status === 'wrong' || days.status === 'wrong')
    return { status: 'wrong', problems };
  if (months.status === 'wrong' || years.status === 'wrong') return { status: 'wrong', problems };
  return {
    status: 'ok',
    schedule: {
      kind: 'cron',
      minutes: minutes.values,
      hours: hours.values,
      days: days.rule,
      months: months.values,
      years: years.values,
    },
  };
}

function parseAt(body: string): ParsedSchedule {
  const [, ...digits] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(body) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal = digits.length > 0 && date.toISOString().startsWith(body);
  if (!isReal) return wrongSchedule(`expected a time that exists, such as at(2026-12-24T18:00:00), got at(${body})`);
  return { status: 'ok', schedule: { kind: 'at', time: { year, month, day, hour, minute, second } } };
}

function wrongSchedule(problem: string): ParsedSchedule {
  return { status: 'wrong', problems: [problem] };
}
