import type { ClosedBatch } from './batch.ts';
import type { Ledger } from './ledger.ts';
import { isHeldAt } from './progress/plan-progress.ts';
import { type Settled, settledOf } from './settled.ts';

/** The report of one invocation: the source of metrics and of the summary line. */
export interface BatchReport {
  readonly requestId: string;
  readonly ledger: Ledger;
  readonly settled: Settled;
  readonly records: number;
  readonly controlMessages: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly deliveryMs: number;
  readonly durationMs: number;
  /** Age of the oldest entry since Kinesis took it. */
  readonly oldestLogAgeMs: number;
  /** Age of the record at the checkpoint: how long the shard has been held there; 0 when it is not, or catches up. */
  readonly shardHeldMs: number;
  readonly checkpoint?: string;
  /** Dead letters of this invocation by reason code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Times whose zone's abbreviation has no offset, by abbreviation: they were read in the zone of times without one. */
  readonly unknownZones: Readonly<Record<string, number>>;
  /** Progress could not be read or written: a retry delivers again what was delivered. */
  readonly progressTruncated: boolean;
  /** Faults of the invocation that belong to no log, and why deliveries are retried; a few of each. */
  readonly problems: readonly string[];
  /** The operator's event that the invocation answered; absent: it was a batch of a stream. */
  readonly redrive?: { readonly run: string; readonly target: string; readonly generation: number };
}

/** Receives the report of every invocation. */
export type Observe = (report: BatchReport) => void;

const MAX_PROBLEMS = 5;

/** The report of a batch. */
export function reportOf(batch: ClosedBatch, nowMs: number): BatchReport {
  return {
    requestId: batch.requestId,
    ledger: batch.ledger,
    settled: settledOf(batch),
    records: batch.records.length,
    controlMessages: batch.decoded.controlMessages,
    bytesIn: batch.decoded.bytesIn,
    bytesOut: batch.bytesOut,
    deliveryMs: batch.deliveryMs,
    durationMs: nowMs - batch.startedAtMs,
    oldestLogAgeMs: ageOf(batch, batch.records[0]?.sequenceNumber, nowMs),
    shardHeldMs: isCatchingUp(batch) ? 0 : ageOf(batch, batch.checkpoint, nowMs),
    ...(batch.checkpoint !== undefined && { checkpoint: batch.checkpoint }),
    reasons: countReasons(batch),
    unknownZones: batch.unknownZones,
    progressTruncated: batch.progressTruncated,
    problems: [...batch.problems, ...retryErrors(batch)].slice(0, MAX_PROBLEMS),
  };
}

/**
 * Whether the record at the checkpoint only waits for its turn, and the shard goes on: after an outage such a record is as
 * old as the outage was long, and its destination works. A shard that delivers nothing, and does not go on, is held.
 */
function isCatchingUp({ checkpoint, records, results }: ClosedBatch): boolean {
  if (checkpoint === undefined || results.some((result) => isHeldAt(result, checkpoint))) return false;
  return records[0]?.sequenceNumber !== checkpoint || results.some(({ outcome }) => outcome.status === 'delivered');
}

function ageOf({ records }: ClosedBatch, sequenceNumber: string | undefined, nowMs: number): number {
  if (sequenceNumber === undefined) return 0;
  const record = records.find((candidate) => candidate.sequenceNumber === sequenceNumber);
  return record === undefined ? 0 : Math.max(0, nowMs - record.arrivedAtMs);
}

function countReasons({ results }: ClosedBatch): Readonly<Record<string, number>> {
  const reasons: Record<string, number> = {};
  for (const { outcome } of results) {
    if (outcome.status === 'rejected') reasons[outcome.code] = (reasons[outcome.code] ?? 0) + 1;
  }
  return reasons;
}

function retryErrors({ results }: ClosedBatch): readonly string[] {
  return [...new Set(results.flatMap(({ outcome }) => (outcome.status === 'retryable' ? [outcome.error] : [])))];
}
