import type { MiddlewareObj } from '@middy/core';
import type { Batch } from '../batch.ts';
import { closeLedger, type Ledger } from '../ledger.ts';

/** What an invocation tells of itself: the source of metrics and of the summary line. */
export interface BatchReport {
  readonly requestId: string;
  readonly ledger: Ledger;
  readonly records: number;
  readonly controlMessages: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly deliveryMs: number;
  readonly durationMs: number;
  /** Age of the oldest entry since Kinesis took it. */
  readonly oldestLogAgeMs: number;
  /** Age of the record at the checkpoint: how long the shard has been held there; 0 when it is not. */
  readonly shardHeldMs: number;
  readonly checkpoint?: string;
  /** Dead letters of this invocation by reason code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Progress could not be kept: a retry delivers again what was delivered. */
  readonly progressLost: boolean;
  /** What went wrong beside the logs, and why deliveries are retried; a few of each. */
  readonly problems: readonly string[];
}

/** Receives the report of every invocation. */
export type Observe = (report: BatchReport) => void;

const MAX_PROBLEMS = 5;

/**
 * Closes the ledger of the invocation and reports it.
 * @param strict throws when a sum does not match (tests, stage local); deployed it is reported and counted only,
 *   since an accounting fault must not become duplicates.
 */
export function account(observe: Observe, now: () => number, strict: boolean): MiddlewareObj<Batch, unknown> {
  return {
    after: ({ event: batch }) => {
      const report = reportOf(batch, now());
      observe(report);
      if (strict && report.ledger.mismatches.length > 0) {
        throw new Error(`the ledger does not balance: ${report.ledger.mismatches.join('; ')}`);
      }
    },
  };
}

function reportOf(batch: Batch, nowMs: number): BatchReport {
  return {
    requestId: batch.requestId,
    ledger: closeLedger(batch),
    records: batch.records.length,
    controlMessages: batch.decoded.controlMessages,
    bytesIn: batch.decoded.bytesIn,
    bytesOut: batch.bytesOut,
    deliveryMs: batch.deliveryMs,
    durationMs: nowMs - batch.startedAtMs,
    oldestLogAgeMs: ageOf(batch, batch.records[0]?.sequenceNumber, nowMs),
    shardHeldMs: ageOf(batch, batch.checkpoint, nowMs),
    ...(batch.checkpoint !== undefined && { checkpoint: batch.checkpoint }),
    reasons: countReasons(batch),
    progressLost: batch.progressLost,
    problems: [...batch.problems, ...retryErrors(batch)].slice(0, MAX_PROBLEMS),
  };
}

function ageOf(batch: Batch, sequenceNumber: string | undefined, nowMs: number): number {
  if (sequenceNumber === undefined) return 0;
  const record = batch.records.find((candidate) => candidate.sequenceNumber === sequenceNumber);
  return record === undefined ? 0 : Math.max(0, nowMs - record.arrivedAtMs);
}

function countReasons(batch: Batch): Readonly<Record<string, number>> {
  const reasons: Record<string, number> = {};
  for (const { outcome } of batch.results) {
    if (outcome.status === 'rejected') reasons[outcome.code] = (reasons[outcome.code] ?? 0) + 1;
  }
  return reasons;
}

function retryErrors(batch: Batch): readonly string[] {
  return [...new Set(batch.results.flatMap(({ outcome }) => (outcome.status === 'retryable' ? [outcome.error] : [])))];
}
