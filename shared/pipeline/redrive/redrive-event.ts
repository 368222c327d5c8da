import type { CloudwatchOrigin } from '../../log/entry.ts';
import type { RejectCode } from '../../log/reject.ts';
import type { SettledEntries } from '../dead-letter/dead-letter.ts';
import type { RetryScope } from '../outcome.ts';

/** The form of {@link RedriveEvent}: by it the event is distinguished from one of Kinesis. */
export const REDRIVE_FORM = 'redrive/1';

/** Records of one event: the answers for all of them must fit into Lambda's response, 6 MB. */
export const MAX_REDRIVE_RECORDS = 1000;

/** One payload that is delivered again, under its own identity. */
export interface RedriveRecord {
  /** Of the first try: `stream/shard/sequenceNumber[.subSequence][/index]`, or `archive/<key>/<line>`. */
  readonly identity: string;
  /** Empty where it arrived without one. */
  readonly partitionKey: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  readonly cloudwatch?: CloudwatchOrigin;
  /** Entries of the payload that are settled already, and are skipped. */
  readonly settled?: SettledEntries;
  /** The bytes, base64. */
  readonly data: string;
}

/** The event with which an operator gives logs back to a stream function. */
export interface RedriveEvent {
  readonly form: typeof REDRIVE_FORM;
  /** Id of the run, for the summary line. */
  readonly run: string;
  /** The function that is meant: its name on AWS. */
  readonly function: string;
  readonly stage: string;
  /** The only target that receives them; `-`: the sink's, or all that the router's routes give. */
  readonly target: string;
  /** Of the dead letters that are put back, from 1; 0: they were none (a replay). What is rejected gets the next one. */
  readonly generation: number;
  readonly records: readonly RedriveRecord[];
}

/** Outcome of the logs of one record. */
export interface RedriveOutcome {
  readonly identity: string;
  /** Of its logs the worst: retryable, rejected, delivered, alreadyDelivered, filtered. */
  readonly status: 'delivered' | 'alreadyDelivered' | 'filtered' | 'rejected' | 'retryable';
  /** Logs of the record at their targets, by outcome; outcomes without a log are left out. */
  readonly counts: Readonly<Partial<Record<RedriveOutcome['status'], number>>>;
  readonly scope?: RetryScope;
  readonly reason?: RejectCode;
  readonly error?: string;
  /** Settled entries of a record that is retryable, for the next try. */
  readonly settled?: SettledEntries;
}

/** The function's answer: an outcome for each record, in order. */
export interface RedriveAnswer {
  readonly form: typeof REDRIVE_FORM;
  readonly outcomes: readonly RedriveOutcome[];
}

/** Whether an event comes from an operator. Whatever else is wrong with it, {@link readRedriveEvent} says. */
export function isRedriveEvent(event: unknown): event is RedriveEvent {
  return (event as { readonly form?: unknown } | null | undefined)?.form === REDRIVE_FORM; // whatever was sent
}
