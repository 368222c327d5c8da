import type { Entry } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import type { SettledEntries } from './dead-letter/dead-letter.ts';
import { DELIVERED, type Delivery, ONLY_TARGET, type Outcome, type Rejected, type Retryable } from './outcome.ts';

/** Fields that could be read of an entry that is no log, for its dead letter. */
export interface KnownFields {
  readonly logType?: string;
  readonly logId?: string;
  readonly time?: string;
  readonly settled?: SettledEntries;
}

/** The outcome of one log at one target. Every entry of a batch ends in at least one. */
export interface Result {
  readonly entry: Entry;
  readonly target: string;
  /** The log, or the fields that could be read of an entry that is none. */
  readonly known: Log | KnownFields;
  readonly outcome: Outcome | { readonly status: 'filtered' };
}

/** A result that needs no more work: delivered, delivered earlier or filtered. */
interface DoneResult extends Result {
  readonly outcome: Exclude<Result['outcome'], Rejected | Retryable>;
}

/** A failed delivery whose attempts are counted. */
interface Attempted extends Result {
  /** Invocations that counted against `MAX_ATTEMPTS`, this one included. */
  readonly attempts: number;
}

/** A result that becomes a dead letter. */
export interface RejectedResult extends Attempted {
  readonly outcome: Rejected;
}

/** A result that is tried again. */
export interface RetryableResult extends Attempted {
  readonly outcome: Retryable;
}

/** A result after retry tracking. */
export type JudgedResult = DoneResult | RejectedResult | RetryableResult;

/** No target of this function takes the log. */
export const FILTERED: Result['outcome'] = { status: 'filtered' };

/** Whether a result becomes a dead letter. */
export function isRejected(result: JudgedResult): result is RejectedResult {
  return result.outcome.status === 'rejected';
}

/** Whether a result is tried again. */
export function isRetryable(result: JudgedResult): result is RetryableResult {
  return result.outcome.status === 'retryable';
}

/** The results of a batch with one for each log of its confirmed deliveries, for callers that must look at each. */
export function allResults<R extends Result>(batch: {
  readonly results: readonly R[];
  readonly confirmed: readonly Delivery[];
}): readonly (R | DoneResult)[] {
  return [...batch.results, ...batch.confirmed.flatMap(deliveredResults)];
}

function deliveredResults({ target, logs }: Delivery): readonly DoneResult[] {
  return logs.map((log) => deliveryResult(log, target, DELIVERED));
}

/** The result of a log at a target. */
export function deliveryResult<O extends Outcome>(log: Log, target: string, outcome: O) {
  return { entry: log, target, known: log, outcome };
}

/** The result of an entry that has no target: rejected or filtered. */
export function entryResult(entry: Entry, known: Log | KnownFields, outcome: Result['outcome']): Result {
  return { entry, target: ONLY_TARGET, known, outcome };
}
