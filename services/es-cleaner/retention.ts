import { indexBase } from '../../shared/search/index-name.ts';
import type { RetentionRule } from '../../shared/search/retention-settings.ts';

export interface Retention {
  readonly maxAgeDays: number;
  /** Ages of their own; an exact type goes before a pattern, a longer pattern before a shorter one. */
  readonly rules: readonly RetentionRule[];
  /** `INDEX_NAME_PREFIX`; may be empty. */
  readonly prefix: string;
}

const DAY_MS = 86_400_000;

/** What divides a name from its date, in the forms of a date that are known. */
const SEPARATOR = /[-._]$/;

/** Whole days between the beginning of an index's day and now. */
export function ageInDays(dayStartsAtMs: number, nowMs: number): number {
  return Math.floor((nowMs - dayStartsAtMs) / DAY_MS);
}

/**
 * Whether an index is past its age: its day began more than so many times 24 hours ago, as Elasticsearch Curator's
 * age filter counts (`source=name, direction=older, unit=days`).
 * @see https://github.com/elastic/curator
 */
export function isOlder(dayStartsAtMs: number, maxAgeDays: number, nowMs: number): boolean {
  return dayStartsAtMs < nowMs - maxAgeDays * DAY_MS;
}

/** Days that the indices with this base (name before the date) are kept. */
export function createMaxAgeOf({ maxAgeDays, rules, prefix }: Retention): (base: string) => number {
  const naming = { prefix, interval: 'day' } as const;
  const start = prefix === '' ? '' : `${prefix}-`;
  const exact = new Map(
    rules.filter((rule) => !isPattern(rule)).map((rule) => [indexBase(rule.logType, naming), rule]),
  );
  const patterns = rules
    .filter(isPattern)
    .map((rule) => ({ ...rule, begin: `${start}${rule.logType.slice(0, -1)}` }))
    .sort((a, b) => b.begin.length - a.begin.length);
  return (base) => {
    // `app-*` is for the types that begin so, not for `app`, whose indices do too.
    const stem = base.replace(SEPARATOR, '');
    const isFor = ({ logType, begin }: (typeof patterns)[number]): boolean => logType === '*' || stem.startsWith(begin);
    return (exact.get(base) ?? patterns.find(isFor))?.maxAgeDays ?? maxAgeDays;
  };
}

function isPattern({ logType }: RetentionRule): boolean {
  return logType.endsWith('*');
}
