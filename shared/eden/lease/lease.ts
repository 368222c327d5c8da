/** Time as the core sees it. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How a driver leases an environment: the API once for all its life, the CLI anew with every journal write. */
export interface LeasePolicy {
  readonly durationMs: number;
  readonly renews: boolean;
}

/** When a driver must be done, epoch ms; absent for a driver that may take its time. */
export interface Deadline {
  /** No new step starts after it. */
  readonly stepsUntilMs: number;
  /** No undo starts after it; what is left stays journaled. */
  readonly undoUntilMs: number;
}

/** The lease was lost or would run out under the next call: the run must stop where it is, without undoing. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** A lease as its holder sees it. */
export interface Lease {
  /** Throws {@link LeaseLost} when a call of `callMs` started now could outlast the lease; then it stays lost. */
  readonly assertHeld: () => void;
  /** The end the next write is to store; undefined where the policy does not renew. */
  readonly renewedUntilMs: () => number | undefined;
  readonly extend: (untilMs: number) => void;
  /** Another run holds it. Throws {@link LeaseLost}. */
  readonly lose: () => never;
  /** Whether more than a third is spent and the policy renews. */
  readonly isDue: () => boolean;
}

/** What a lease needs; `untilMs` is its first end, `callMs` the longest a call may take. */
export interface LeaseOptions {
  readonly clock: Clock;
  readonly policy: LeasePolicy;
  readonly untilMs: number;
  readonly callMs: number;
  /** The environment, for messages. */
  readonly name: string;
}

/** Follows a lease from the moment it was given. */
export function followLease({ clock, policy, untilMs: firstUntilMs, callMs, name }: LeaseOptions): Lease {
  let untilMs = firstUntilMs;
  let isLost = false;
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
    lose: () => lose(),
    isDue: () => policy.renews && untilMs - clock.now() < (policy.durationMs * 2) / 3,
  };
}
