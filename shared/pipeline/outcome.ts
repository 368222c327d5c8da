import type { Log } from '../log/log.ts';
import type { Reject } from '../log/reject.ts';

/** The target's name where a service has just one destination. */
export const ONLY_TARGET = '-';

/** The logs of a batch that go to one target. Each log of it is a delivery: the unit that ends in exactly one outcome. */
export interface Shipment {
  /** `-` in sinks; in the router `kinesis:<stream>` or `firehose:<delivery stream>`. */
  readonly target: string;
  /** In the order of the stream. */
  readonly logs: readonly Log[];
}

/**
 * Whose fault a retryable failure is:
 * - `entry`: this entry was refused for now by an answer of its own; counts against `MAX_ATTEMPTS`.
 * - `destination`: the whole destination is out of reach; not counted, held in the stream up to the hold age.
 * - `unclear`: refused with nothing beside it, so that it may be either. It waits like `destination`, and counts like
 *   `entry` once it has been counted before, which takes a refusal beside others that were taken.
 * - `postponed`: nobody tried (too many groups, no time left); not counted, never spilled.
 */
export type RetryScope = 'entry' | 'destination' | 'unclear' | 'postponed';

/** What a `deliver` function answers for one delivery. */
export type Outcome =
  | { readonly status: 'delivered' }
  | { readonly status: 'alreadyDelivered' }
  | ({ readonly status: 'rejected' } & Reject)
  | { readonly status: 'retryable'; readonly scope: RetryScope; readonly error: string };

export const DELIVERED: Outcome = { status: 'delivered' };
export const ALREADY_DELIVERED: Outcome = { status: 'alreadyDelivered' };

/** What a `deliver` function may know of the invocation. */
export interface DeliverContext {
  /** Where the logs are to go: `-` where the service has one destination. */
  readonly target: string;
  /** Epoch milliseconds, from the injected clock. */
  readonly now: () => number;
  /** Milliseconds left before the invocation must settle (the reserve is already taken off). */
  readonly remainingMs: () => number;
  /** Aborts when `remainingMs` reaches zero; every call to a destination takes it. */
  readonly signal: AbortSignal;
  /** Reports bytes that left for the destination (metric `BytesOut`). */
  readonly countBytesOut: (bytes: number) => void;
}

/**
 * The heart of a service: delivers logs to one target and answers one outcome each, in the order given.
 * It throws for bugs only; what it throws counts as `retryable`, scope `destination`, for all.
 */
export type Deliver = (logs: readonly Log[], context: DeliverContext) => Promise<readonly Outcome[]>;
