import type { Answer } from './answer.ts';
import type { Batch, SizedRecord } from './batch.ts';
import type { EventOrigin } from './event-record.ts';
import type { Failure } from './failure.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { StreamRecord } from './stream-record.ts';

/** The outside event that a worker waits for. */
type Busy =
  | { readonly kind: 'invoking'; readonly batch: Batch }
  | { readonly kind: 'storing'; readonly failure: Failure }
  /** The last write was refused; it is tried again after `notBeforeMs`. */
  | { readonly kind: 'storeRefused'; readonly failure: Failure };

/** One of the `parallelizationFactor` workers of a shard. All records of one partition key are with one worker, in order. */
export interface ParallelWorker {
  readonly busy: Busy | undefined;
  /** Batches to invoke again, oldest first; they precede everything that waits. */
  readonly again: readonly Batch[];
  /** Records that were in no batch yet. */
  readonly waiting: readonly SizedRecord[];
  /** When the batching window of `waiting` closes, epoch ms. */
  readonly windowEndsAtMs: number;
  /** Nothing is invoked or stored before, epoch ms. */
  readonly notBeforeMs: number;
  /** Throttled invocations, or refused writes to the on-failure destination, in a row. */
  readonly refusals: number;
}

/** Where reading goes on after a restart: at the record itself, or behind it. */
export interface Position {
  readonly kind: 'at' | 'after';
  readonly sequenceNumber: string;
}

/** Everything that is known of one shard under one mapping. Plain data; a step never changes it in place. */
export interface ShardState {
  readonly settings: MappingSettings;
  readonly origin: EventOrigin;
  readonly metadataBytes: number;
  readonly workers: readonly ParallelWorker[];
  /** The last record that was taken in. */
  readonly lastRead: string | undefined;
  readonly checkpoint: Position | undefined;
  /** The shard was split or merged and has been read to its end. */
  readonly closed: boolean;
  readonly finished: boolean;
}

/** Events of a shard. Each has the time, epoch ms: the core has no clock. */
export type ShardEvent =
  | { readonly kind: 'records'; readonly records: readonly StreamRecord[]; readonly nowMs: number }
  | { readonly kind: 'tick'; readonly nowMs: number }
  | { readonly kind: 'answered'; readonly worker: number; readonly answer: Answer; readonly nowMs: number }
  | { readonly kind: 'stored'; readonly worker: number; readonly nowMs: number }
  | { readonly kind: 'storeRefused'; readonly worker: number; readonly nowMs: number }
  | { readonly kind: 'closed'; readonly nowMs: number };

/** Actions of the shell. */
export type Effect =
  /** Invoke the function; report with `answered`. */
  | { readonly kind: 'invoke'; readonly worker: number; readonly records: readonly StreamRecord[] }
  /** Write the on-failure record; report with `stored` or `storeRefused`. */
  | { readonly kind: 'putOnFailure'; readonly worker: number; readonly failure: Failure }
  /** Failed without a destination: the records are lost, as at Lambda. */
  | { readonly kind: 'discarded'; readonly failure: Failure }
  /** Expired in the stream while they waited. */
  | { readonly kind: 'expired'; readonly records: readonly StreamRecord[] }
  /** Dropped by the mapping's filters; counts as acknowledged. */
  | { readonly kind: 'filteredOut'; readonly records: readonly StreamRecord[] }
  /** Everything before the position is settled. */
  | { readonly kind: 'checkpoint'; readonly position: Position }
  /** Send a `tick` at that time, epoch ms. */
  | { readonly kind: 'waitUntil'; readonly atMs: number }
  /** A closed shard is settled to its end: its children may be read. */
  | { readonly kind: 'finished' };

export interface Step {
  readonly state: ShardState;
  readonly effects: readonly Effect[];
}
