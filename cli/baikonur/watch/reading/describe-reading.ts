import { durationText } from '../../operator/quantity.ts';
import type { WatchReading } from '../view.ts';
import type { Pace } from './pace.ts';

/** Paces of the parts by their names. */
export type Paces = ReadonlyMap<string, Pace>;

/** The clocks that a reading is described by. */
export interface ReadingClocks {
  /** A clock that never jumps, milliseconds: that of the paces. */
  readonly elapsedMs: number;
  /** The clock of AWS, epoch milliseconds. */
  readonly atMs: number;
  /** By how much this machine's clock is ahead of it. */
  readonly clockAheadMs: number;
}

/** A clock that is off by less makes no difference. */
const CLOCK_TOLERANCE_MS = 60_000;
/** A part that was not read for so many of its periods is named. */
const LATE = 3;
const LEAST_LATE_MS = 15_000;

/** How old the figures are, and why. @param main the part that the figures are of */
export function describeReading(paces: Paces, main: string, clocks: ReadingClocks): WatchReading {
  const { elapsedMs, atMs, clockAheadMs } = clocks;
  const { readMs, everyMs = 0, slowedBy = 1 } = paces.get(main) ?? {};
  const ageMs = readMs === undefined ? undefined : Math.max(0, Math.round(elapsedMs - readMs));
  const stale = staleParts(paces, elapsedMs);
  const status = statusOf([...paces.values()], ageMs);
  const sentence = sentenceOf(status, { ageMs, everyMs: everyMs * slowedBy, stale });
  return {
    at: new Date(atMs).toISOString(),
    ...(ageMs === undefined ? {} : { ageMs }),
    everyMs: everyMs * slowedBy,
    status,
    ...(sentence === undefined ? {} : { sentence }),
    ...(Math.abs(clockAheadMs) > CLOCK_TOLERANCE_MS ? { clockAheadMs } : {}),
    stale,
  };
}

function statusOf(paces: readonly Pace[], ageMs: number | undefined): WatchReading['status'] {
  if (paces.some(({ slowedBy }) => slowedBy > 1)) return 'slowed';
  if (paces.some(({ failure }) => failure !== undefined)) return 'failed';
  return ageMs === undefined || paces.some(({ readMs }) => readMs === undefined) ? 'first' : 'current';
}

function staleParts(paces: Paces, elapsedMs: number): WatchReading['stale'] {
  return [...paces].flatMap(([part, { readMs, everyMs, failure, dueMs }]) => {
    const ageMs = readMs === undefined ? undefined : Math.max(0, Math.round(elapsedMs - readMs));
    const isLate = dueMs > 0 && ageMs !== undefined && ageMs > Math.max(LATE * everyMs, LEAST_LATE_MS);
    if (failure === undefined && !isLate) return [];
    const sentence = failure ?? 'it is read less often';
    return [{ part, ...(ageMs === undefined ? {} : { ageMs }), sentence }];
  });
}

function sentenceOf(
  status: WatchReading['status'],
  { ageMs, everyMs, stale }: { ageMs: number | undefined; everyMs: number; stale: WatchReading['stale'] },
): string | undefined {
  if (status === 'slowed') {
    const age = ageMs === undefined ? 'the figures were not read yet' : `the figures are ${durationText(ageMs)} old`;
    return `AWS throttles: ${age}, and are read every ${durationText(everyMs)}`;
  }
  const [first, ...others] = stale;
  if (status !== 'failed' || first === undefined) return undefined;
  return `${first.part}: ${first.sentence}${others.length === 0 ? '' : ` (and ${others.length} more parts)`}`;
}
