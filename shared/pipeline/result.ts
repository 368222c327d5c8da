import type { Entry } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import { DELIVERED, ONLY_TARGET, type Outcome, type Shipment } from './outcome.ts';

/** What is known of an entry that never became a log, for its dead letter. */
export interface KnownFields {
  readonly logType?: string;
  readonly logId?: string;
  readonly time?: string;
}

/** The end of one delivery in this invocation: the unit of the conservation law. */
export interface Result {
  readonly entry: Entry;
  readonly target: string;
  /** The log, or the fields that could be read of an entry that is none. */
  readonly known: Log | KnownFields;
  readonly outcome: Outcome | { readonly status: 'filtered' };
  /** Invocations that counted against `MAX_ATTEMPTS`, this one included. */
  readonly attempts: number;
}

/** No one here wants it. */
export const FILTERED: Result['outcome'] = { status: 'filtered' };

/** The results of shipments that were confirmed whole. */
export function deliveredResults(shipments: readonly Shipment[]): readonly Result[] {
  return shipments.flatMap(({ target, logs }) => logs.map((log) => deliveryResult(log, target, DELIVERED)));
}

/** The result of a log that was tried at a target, or recalled. */
export function deliveryResult(log: Log, target: string, outcome: Outcome): Result {
  return {
    entry: log,
    target,
    known: log,
    outcome,
    attempts: 0,
  };
}

/** The result of an entry that never reached a target: rejected before, or wanted by no one. */
export function entryResult(entry: Entry, known: Log | KnownFields, outcome: Result['outcome']): Result {
  return {
    entry,
    target: ONLY_TARGET,
    known,
    outcome,
    attempts: 0,
  };
}
