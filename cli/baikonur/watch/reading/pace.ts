/** How often a part of the stage is read, and what came of it. Times are of a clock that never jumps, milliseconds. */
export interface Pace {
  /** Without throttling. */
  readonly everyMs: number;
  /** By how much it is read less often, because AWS throttles: 1 to {@link MOST_SLOWED}. */
  readonly slowedBy: number;
  /** 0: at once. */
  readonly dueMs: number;
  /** When it was read last; absent: never. */
  readonly readMs?: number;
  /** Why it could not be read at the last try. */
  readonly failure?: string;
}

/** How a reading ended. */
export interface Ended {
  readonly atMs: number;
  readonly wasThrottled: boolean;
  readonly failure?: string;
}

const MOST_SLOWED = 16;

/** A part that was never read. */
export function newPace(everyMs: number): Pace {
  return { everyMs, slowedBy: 1, dueMs: 0 };
}

/** After a reading: AWS that throttles is asked half as often, at each time, and one step more often again when it does not. */
export function afterReading(pace: Pace, { atMs, wasThrottled, failure }: Ended): Pace {
  const slowedBy = wasThrottled ? Math.min(MOST_SLOWED, pace.slowedBy * 2) : Math.max(1, pace.slowedBy / 2);
  const { everyMs, readMs: before } = pace;
  const readMs = failure === undefined ? atMs : before;
  return {
    everyMs,
    slowedBy,
    dueMs: atMs + everyMs * slowedBy,
    ...(readMs === undefined ? {} : { readMs }),
    ...(failure === undefined ? {} : { failure }),
  };
}
