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
