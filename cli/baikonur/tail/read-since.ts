import { DateTime } from 'luxon';
import type { Position } from './stream-reader.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The forms that {@link readSince} takes, for the sentence that refuses another. */
export const SINCE_FORMS = 'a duration such as 30s, 10m, 2h or 1d, a time in ISO 8601, or start';

/** Reads where following begins; `undefined` for what is none of the forms. */
export function readSince(text: string | undefined, nowMs: number): Position | undefined {
  if (text === undefined) return { kind: 'latest' };
  if (text === 'start') return { kind: 'start' };
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return since(nowMs - Number(count) * (UNIT_MS[unit] ?? 0));
  const time = DateTime.fromISO(text, { zone: 'utc' });
  return time.isValid && time.toMillis() <= nowMs ? since(time.toMillis()) : undefined;
}

/** Nothing was written before 1970: a time of which AWS knows no form is not passed on. */
function since(atMs: number): Position {
  return { kind: 'since', atMs: Math.max(0, atMs) };
}
