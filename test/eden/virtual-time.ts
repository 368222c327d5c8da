import type { TestClock } from './world.ts';

/** A clock on which each call of a port takes the same time and everything else takes none. */
export interface VirtualTime {
  readonly clock: Pick<TestClock, 'now' | 'sleep'>;
  /** The same functions, each call taking the time of a call. */
  readonly time: <T extends object>(ports: T) => T;
}

/**
 * Virtual time over real calls: a call really runs, then its answer is held back until the virtual clock has reached
 * its end. The clock goes on only when no real call is under way and no code has anything left to do, so what ran side
 * by side costs one call.
 */
export function createVirtualTime(callMs: number): VirtualTime {
  let nowMs = 1_800_000_000_000;
  let running = 0;
  const sleepers: { untilMs: number; wake: () => void }[] = [];
  let isTicking = false;

  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const tick = async (): Promise<void> => {
    if (isTicking) return;
    isTicking = true;
    for (;;) {
      await quiet();
      if (running > 0 || sleepers.length === 0) break;
      sleepers.sort((a, b) => a.untilMs - b.untilMs);
      const first = sleepers[0]?.untilMs ?? nowMs;
      nowMs = Math.max(nowMs, first);
      while (sleepers[0] !== undefined && sleepers[0].untilMs <= nowMs) sleepers.shift()?.wake();
    }
    isTicking = false;
  };
  const sleepUntil = (untilMs: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ untilMs, wake });
      void tick();
    });
  const timed =
    (call: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      const endMs = nowMs + callMs;
      running += 1;
      try {
        return await call(...args);
      } finally {
        running -= 1;
        await sleepUntil(endMs);
      }
    };
  return {
    clock: { now: () => nowMs, sleep: (ms) => sleepUntil(nowMs + ms) },
    // The same names and the same functions, each with its time.
    time: <T extends object>(ports: T) =>
      Object.fromEntries(Object.entries(ports).map(([name, call]) => [name, timed(call)])) as T,
  };
}
