/** Time as the core sees it. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How a driver leases an environment: the API once, for longer than its function can run; the CLI renews it. */
export interface LeasePolicy {
  readonly durationMs: number;
  /** Whether every journal write extends the lease. */
  readonly renews: boolean;
}

/** A lease lasts this much longer than its function can run, in ms: no other run takes over while it may go on. */
const MARGIN_MS = 30_000;

/** The lease of a Lambda function with this timeout, in ms. */
export function leaseOfFunction(timeoutMs: number): LeasePolicy {
  return { durationMs: timeoutMs + MARGIN_MS, renews: false };
}

/** The times at which a driver must have finished, epoch ms; absent for a driver without a time limit. */
export interface Deadline {
  /** No new step starts after it. */
  readonly stepsUntilMs: number;
  /** No undo starts after it; the rest stays journaled. */
  readonly undoUntilMs: number;
}

/** The lease was lost, or could end before the next call does: the run must stop at once, without undoing. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** A lease as its holder sees it. */
export interface Lease {
  /** Throws {@link LeaseLost} when a call of `callMs` started now could outlast the lease; then it stays lost. */
  readonly assertHeld: () => void;
  /** The end that the next write must store; undefined where the policy does not renew. */
  readonly renewedUntilMs: () => number | undefined;
  readonly extend: (untilMs: number) => void;
  /** The stored lease is gone. */
  readonly release: () => void;
  /** Its end as it is stored, epoch ms; undefined once it is released. */
  readonly storedUntilMs: () => number | undefined;
  /** Another run holds it. Throws {@link LeaseLost}. */
  readonly lose: () => never;
  /** Whether more than a third has passed and the policy renews. */
  readonly isDue: () => boolean;
}

/** Options of {@link followLease}; `untilMs` is the lease's first end, `callMs` the longest time of one call. */
export interface LeaseOptions {
  readonly clock: Clock;
  readonly policy: LeasePolicy;
  readonly untilMs: number;
  readonly callMs: number;
  /** The environment, for messages. */
  readonly name: string;
}

/** Follows a lease from the moment it was taken. */
export function followLease({ clock, policy, untilMs: firstUntilMs, callMs, name }: LeaseOptions): Lease {
  let untilMs = firstUntilMs;
  let isLost = false;
  let isReleased = false;
  const lose = (message = `another run took over ${name}`): never => {
    isLost = true;
    throw new LeaseLost(message);
  };
  return {
    assertHeld: () => {
      if (isLost) lose();
      if (clock.now() + callMs > untilMs) lose(`the lease on ${name} is about to end`);
    },
    renewedUntilMs: () => (policy.renews ? clock.now() + policy.durationMs : undefined),
    extend: (until) => {
      untilMs = until;
    },
    release: () => {
      isReleased = true;
    },
    storedUntilMs: () => (isReleased ? undefined : untilMs),
    lose: () => lose(),
    isDue: () => policy.renews && untilMs - clock.now() < (policy.durationMs * 2) / 3,
  };
}
