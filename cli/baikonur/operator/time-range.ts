import { type Shell, UsageError } from '../shell.ts';
import { readSince, SINCE_FORMS } from '../tail/read-since.ts';

/** A range of time, epoch milliseconds: from `fromMs` up to but without `toMs`. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `--since` and `--until` as they were typed. */
export interface RangeOptions {
  readonly since?: string;
  readonly until?: string;
}

/**
 * The range that is meant, fixed now. Where a part was relative or not named, the range is printed on the standard error.
 * @param otherwiseMs how far back the range begins without `--since`; absent: at the beginning of time.
 * @throws {UsageError} for a form that is none, and for a range that is empty.
 */
export function fixRange({ since, until }: RangeOptions, shell: Shell, otherwiseMs?: number): TimeRange {
  const nowMs = shell.now();
  const fromMs = since === undefined ? defaultFrom(nowMs, otherwiseMs) : readTime('--since', since, nowMs);
  const toMs = until === undefined ? nowMs : readTime('--until', until, nowMs);
  if (fromMs >= toMs) {
    const hint = since === undefined ? ' (no --since was given)' : '';
    throw new UsageError([`expected --since to be before --until, got ${isoTime(fromMs)}${hint} and ${isoTime(toMs)}`]);
  }
  const range = { fromMs, toMs };
  if (fromMs > 0 || until !== undefined) shell.stderr.write(`from ${isoTime(fromMs)} until ${isoTime(toMs)}\n`);
  return range;
}

function defaultFrom(nowMs: number, otherwiseMs: number | undefined): number {
  return otherwiseMs === undefined ? 0 : nowMs - otherwiseMs;
}

function readTime(option: string, text: string, nowMs: number): number {
  const position = readSince(text, nowMs);
  if (position?.kind === 'since') return position.atMs;
  if (position?.kind === 'start' && option === '--since') return 0;
  throw new UsageError([`${option}: expected ${SINCE_FORMS}, not in the future, got ${JSON.stringify(text)}`]);
}

/** ISO 8601 in UTC, to the second. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
