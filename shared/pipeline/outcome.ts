import type { Log } from '../log/log.ts';
import { printable } from '../log/printable.ts';
import type { Reject, RejectCode } from '../log/reject.ts';

/** The target's name where a service has just one destination. */
export const ONLY_TARGET = '-';

/** The logs of a batch that go to one target. Each of them ends in exactly one outcome there. */
export interface Delivery {
  /** `-` in sinks; in the router `kinesis:<stream>` or `firehose:<delivery stream>`. */
  readonly target: string;
  /** In the order of the stream. */
  readonly logs: readonly Log[];
}

/**
 * Which part of a delivery failed, and so how it is retried:
 * - `entry`: the destination rejected this record individually. The invocation counts as an attempt of it.
 * - `destination`: the whole destination is unavailable. Not counted; the shard is held up to the hold age.
 * - `unclear`: it was the only record of the request, so the failure may be its own or the destination's. It waits like
 *   `destination`. Once an invocation has counted for it (as `entry`), it counts like `entry`.
 * - `postponed`: not tried (too many groups, no time left). Not counted, and never saved as a dead letter.
 */
export type RetryScope = 'entry' | 'destination' | 'unclear' | 'postponed';

interface Delivered {
  readonly status: 'delivered';
}

interface AlreadyDelivered {
  readonly status: 'alreadyDelivered';
}

/** See {@link rejected}. */
export interface Rejected extends Reject {
  readonly status: 'rejected';
}

/** See {@link retryable}. */
export interface Retryable {
  readonly status: 'retryable';
  readonly scope: RetryScope;
  readonly error: string;
}

/** The answer of a `deliver` function for one log. */
export type Outcome = Delivered | AlreadyDelivered | Rejected | Retryable;

/** The destination confirmed the log. One object for all logs: it allocates nothing. */
export const DELIVERED: Delivered = { status: 'delivered' };

/** An earlier invocation settled the log, or the destination has it already. */
export const ALREADY_DELIVERED: AlreadyDelivered = { status: 'alreadyDelivered' };

/**
 * The delivery can never succeed: the log becomes a dead letter.
 * @param error a sentence with the field and its value, or the destination's status and answer.
 */
export function rejected(code: RejectCode, error: string): Rejected {
  return { status: 'rejected', code, error: printable(error) };
}

/**
 * The delivery failed for now and is tried again.
 * @param error a sentence with the destination's status and answer.
 */
export function retryable(scope: RetryScope, error: string): Retryable {
  return { status: 'retryable', scope, error: printable(error) };
}

/** The invocation, as a `deliver` function sees it. */
export interface DeliverContext {
  /** Where the logs go: `-` where the service has one destination. */
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
 * A service's own part: delivers logs to one target, and answers one outcome for each, in the order given.
 * It throws for bugs only; what it throws counts as `retryable`, scope `destination`, for all.
 */
export type Deliver<Item = Log> = (logs: readonly Item[], context: DeliverContext) => Promise<readonly Outcome[]>;
