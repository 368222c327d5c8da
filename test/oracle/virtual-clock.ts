/** A clock that only moves when code waits on it. */
export interface VirtualClock {
  readonly now: () => number;
  readonly set: (epochMs: number) => void;
  /** Lets time pass; signals whose time comes are aborted on the way. */
  readonly advance: (ms: number) => void;
  /** A signal that aborts after so many milliseconds of virtual time. */
  readonly createSignal: (ms: number) => AbortSignal;
}

/** Starts a clock. */
export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let timers: { readonly atMs: number; readonly controller: AbortController }[] = [];
  const fire = (): void => {
    const due = timers.filter(({ atMs }) => atMs <= nowMs);
    timers = timers.filter(({ atMs }) => atMs > nowMs);
    for (const { controller } of due) controller.abort();
  };
  return {
    now: () => nowMs,
    set: (epochMs) => {
      timers = [];
      nowMs = epochMs;
    },
    advance: (ms) => {
      nowMs += ms;
      fire();
    },
    createSignal: (ms) => {
      const controller = new AbortController();
      timers.push({ atMs: nowMs + ms, controller });
      fire();
      return controller.signal;
    },
  };
}
