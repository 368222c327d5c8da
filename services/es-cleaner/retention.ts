import { indexBase } from '../../shared/search/index-name.ts';
import type { RetentionRule } from '../../shared/search/retention-settings.ts';

export interface Retention {
  readonly maxAgeDays: number;
  /** Ages of log types. An exact type overrides a pattern, a longer pattern overrides a shorter one. */
  readonly rules: readonly RetentionRule[];
  /** `INDEX_NAME_PREFIX`; may be empty. */
  readonly prefix: string;
}

const DAY_MS = 86_400_000;

/** The separator between a name and its date. */
const SEPARATOR = /[-._]$/;

/** Whole days since the beginning of an index's day. */
export function ageInDays(dayStartsAtMs: number, nowMs: number): number {
  return Math.floor((nowMs - dayStartsAtMs) / DAY_MS);
}

/**
 * Whether an index is older than its maximum age: its day began more than that many times 24 hours ago, as in
 * Elasticsearch Curator's age filter (`source=name, direction=older, unit=days`).
 * @see https://github.com/elastic/curator
 */
export function isOlder(dayStartsAtMs: number, maxAgeDays: number, nowMs: number): boolean {
  return dayStartsAtMs < nowMs - maxAgeDays * DAY_MS;
}

/** Days for which the indices with this base (name before the date) are kept. */
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
