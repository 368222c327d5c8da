import type { StreamRecord } from '../log/decode/kinesis-event.ts';
import type { DecodedSummary, Log } from '../log/log.ts';
import type { Shipment } from './outcome.ts';
import type { LoadedRow } from './progress/plan-progress.ts';
import type { Recollection } from './progress/progress.ts';
import type { Result } from './result.ts';

/**
 * One invocation on its way through the chain. Each middleware fills the part that its stage makes; what a stage
 * reads was filled by a stage before it.
 */
export interface Batch {
  /** `function#streamArn#shard`: whose progress this is. */
  readonly lane: string;
  readonly requestId: string;
  /** In the order of the stream; never empty. */
  readonly records: readonly StreamRecord[];
  readonly startedAtMs: number;
  /** Milliseconds left until settling must begin. */
  readonly remainingMs: () => number;
  /** Milliseconds left until Lambda ends the invocation. */
  readonly remainingForAllMs: () => number;
  /** The rows that touch the batch; starts loading while the batch is decoded. */
  rows: Promise<readonly LoadedRow[]>;
  decoded: DecodedSummary;
  /** Entries that decoding found. */
  received: number;
  /** Entries by sequence number: made when asked for, as only progress wants to know. */
  entryCounts: () => ReadonlyMap<string, number>;
  /** Logs that someone here wants, each once however many targets it has. */
  wanted: number;
  /** Logs per target that routing matched; empty where a service has one target. */
  matched: ReadonlyMap<string, number>;
  /** What the service is to deliver, by target. */
  shipments: readonly Shipment[];
  /** What is decided: grows from the first reject to the last outcome. */
  results: readonly Result[];
  /** Shipments that were confirmed whole: their logs get results only where somebody must look at each. */
  delivered: readonly Shipment[];
  memory: Recollection;
  bytesOut: number;
  deliveryMs: number;
  /** What went wrong beside the logs: for the logger. */
  problems: string[];
  progressLost: boolean;
  /** Sequence number to report; absent: everything is settled. */
  checkpoint?: string;
}

/** Targets of a log, by name; none: it is filtered. */
export type SelectTargets = (log: Log) => readonly string[];
