import type { StreamRecord } from '../log/decode/kinesis-event.ts';
import type { DecodedSummary } from '../log/log.ts';
import type { Ledger } from './ledger.ts';
import type { Delivery } from './outcome.ts';
import type { LoadedRow } from './progress/plan-progress.ts';
import type { EarlierProgress } from './progress/progress.ts';
import type { JudgedResult, Result } from './result.ts';
import type { SortedLogs } from './sort-logs.ts';

/*
 * One invocation, as each stage of the chain leaves it:
 * open → tracked → marked → validated → routed → delivered → recalled → judged → settled → closed.
 * A batch is never changed: a stage makes the next one of it.
 */

/** The records of one Lambda event. */
export interface OpenBatch {
  /** `function#streamArn#shard`: the key of the shard's progress. */
  readonly progressKey: string;
  readonly requestId: string;
  /** In the order of the stream; never empty. */
  readonly records: readonly StreamRecord[];
  readonly startedAtMs: number;
  /** Milliseconds left for delivering: until settling must start. */
  readonly remainingMs: () => number;
  /** Milliseconds left until Lambda ends the invocation. */
  readonly remainingTotalMs: () => number;
}

/** Its progress rows are being read, or are read on demand. */
export interface TrackedBatch extends OpenBatch {
  /**
   * Progress rows that touch the batch.
   * @throws when the table cannot be read.
   */
  readonly readRows: () => Promise<readonly LoadedRow[]>;
}

/** It is known whether its only record killed earlier invocations. */
export interface MarkedBatch extends TrackedBatch {
  /** The row that says that this invocation started with the only record of the batch. */
  readonly startMark?: LoadedRow;
  /** The only record killed so many invocations that it must not be looked into again. */
  readonly isCrashed?: boolean;
}

/** Its records are decoded and checked against the schema. */
export interface ValidatedBatch extends MarkedBatch {
  readonly decoded: DecodedSummary;
  /** Entries that decoding found. */
  readonly received: number;
  /** Entries by sequence number: made when asked for, as only progress needs it. */
  readonly entryCounts: () => ReadonlyMap<string, number>;
  /** Entries that are logs. */
  readonly logs: SortedLogs;
  /** Entries that are no logs: rejected. */
  readonly results: readonly Result[];
  /** Abbreviations of zones without an offset, each with the number of times that were read in the default zone. */
  readonly unknownZones: Readonly<Record<string, number>>;
}

/** Its logs have targets; those without one are filtered. */
export interface RoutedBatch extends Omit<ValidatedBatch, 'logs'> {
  /** Logs that have a target, each once however many targets it has. */
  readonly wanted: number;
  /** Logs per target as routing counted them; empty where a service has one target. */
  readonly matched: ReadonlyMap<string, number>;
  /** Logs to deliver, by target. */
  readonly deliveries: readonly Delivery[];
  /** Rejected and filtered entries; after recall also what was settled earlier. */
  readonly results: readonly Result[];
}

/** Every log has an outcome at each of its targets. */
export interface DeliveredBatch extends Omit<RoutedBatch, 'deliveries'> {
  /** Deliveries that were confirmed whole: their logs get results only where each of them must be looked at. */
  readonly confirmed: readonly Delivery[];
  /** All outcomes but the confirmed ones. */
  readonly results: readonly Result[];
  readonly bytesOut: number;
  readonly deliveryMs: number;
  /** Faults of the invocation that belong to no log, as sentences for the logger. */
  readonly problems: readonly string[];
}

/** The progress of earlier invocations is known. */
export interface RecalledBatch extends DeliveredBatch {
  readonly earlier: EarlierProgress;
  /** Progress rows that touch the batch; `undefined`: they could not be read. */
  readonly rows: readonly LoadedRow[] | undefined;
}

/** Attempts are counted; what was retried for too long is rejected. */
export interface JudgedBatch extends Omit<RecalledBatch, 'results'> {
  readonly results: readonly JudgedResult[];
}

/** Dead letters and progress are written. */
export interface SettledBatch extends JudgedBatch {
  /** Sequence number at which the shard must go on; absent: every delivery is settled. */
  readonly checkpoint?: string;
  /** Progress could not be read or written: a retry delivers again what was delivered. */
  readonly progressTruncated: boolean;
}

/** Its entries are counted by outcome. */
export interface ClosedBatch extends SettledBatch {
  readonly ledger: Ledger;
}
