/** Keeps to a rate, and slows down where AWS or a destination cannot follow. */
export interface Pace {
  /** Waits until so many logs may be sent. */
  readonly wait: (logs: number) => Promise<void>;
  /** Halves the rate. */
  readonly slower: () => void;
  /** Goes a little faster again, up to the limit. */
  readonly faster: () => void;
  /** A pause before try number `tries` of what failed. */
  readonly pause: (tries: number) => Promise<void>;
}

/** Limit and world of {@link createPace}. */
export interface PaceOptions {
  /** Logs a second; absent: no limit. */
  readonly rate?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Ends early when the command is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
}

const LEAST_RATE = 1;
const FASTER = 1.25;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Starts at the limit. Without one, the first slowing down takes half of what was sent a second until then. */
export function createPace({ rate: limit = Number.POSITIVE_INFINITY, now, sleep }: PaceOptions): Pace {
  const startedAtMs = now();
  let rate = limit;
  let sent = 0;
  let freeAtMs = startedAtMs;
  const measured = (): number => (sent * 1_000) / Math.max(1_000, now() - startedAtMs);
  return {
    wait: async (logs) => {
      const waitMs = freeAtMs - now();
      freeAtMs = Math.max(freeAtMs, now()) + (Number.isFinite(rate) ? (logs * 1_000) / rate : 0);
      sent += logs;
      if (waitMs > 0) await sleep(waitMs);
    },
    slower: () => {
      rate = Math.max(LEAST_RATE, (Number.isFinite(rate) ? rate : measured()) / 2);
    },
    faster: () => {
      if (Number.isFinite(rate)) rate = Math.min(limit, rate * FASTER);
    },
    pause: (tries) => sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1))),
  };
}
