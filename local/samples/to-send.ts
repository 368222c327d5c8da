import type { RejectCode } from '../../shared/log/reject.ts';

/** Expected outcome of an entry. */
export type Expected =
  | { readonly status: 'valid' }
  /** Every function that reads the record refuses it. */
  | { readonly status: 'rejected'; readonly code: RejectCode }
  /** A log that only a Firehose target refuses, for its size. */
  | { readonly status: 'oversizeForFirehose' };

/** One record for the router's stream, and what is in it. */
export interface RecordToSend {
  readonly name: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** One for each entry that the record carries. */
  readonly entries: readonly Expected[];
}

/** Log events for a log group with a subscription. */
export interface EventsToLog {
  readonly logStream: string;
  readonly messages: readonly string[];
  readonly entries: readonly Expected[];
}

/** Everything that one run sends. */
export interface ToSend {
  readonly records: readonly RecordToSend[];
  readonly events: readonly EventsToLog[];
}

/** How many entries a run sends, in all. */
export function countEntries({ records, events }: ToSend): number {
  return [...records, ...events].reduce((sum, { entries }) => sum + entries.length, 0);
}
