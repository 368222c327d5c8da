import type { Context } from 'aws-lambda';
import type { MarkedBatch, RecalledBatch, RoutedBatch } from '../batch.ts';
import type { Observe } from '../batch-report.ts';
import { reportOf } from '../batch-report.ts';
import type { LambdaHandler } from '../chain.ts';
import { closeLedger } from '../middleware/close-ledger.ts';
import { routeByType } from '../middleware/route-by-type.ts';
import { type SpillOptions, spillDeadLetters } from '../middleware/spill-dead-letters.ts';
import { validateSchema } from '../middleware/validate-schema.ts';
import { openInvocation } from '../open-batch.ts';
import { ONLY_TARGET, retryable } from '../outcome.ts';
import { NO_PROGRESS, type Progress, type RecordProgress } from '../progress/progress.ts';
import { readRanges } from '../progress/settled-entries.ts';
import type { ReadOptions } from '../read-logs.ts';
import type { Result } from '../result.ts';
import { judgeRetries } from '../retry/judge-retries.ts';
import type { SelectTargets } from '../sort-logs.ts';
import { answerRedrive } from './answer-redrive.ts';
import { createRedriveDecoder, type RedriveDecoders, toStreamRecords } from './decode-redriven.ts';
import { readRedriveEvent } from './read-redrive-event.ts';
import type { RedriveAnswer, RedriveEvent, RedriveRecord } from './redrive-event.ts';

/** Options of {@link createRedriveHandler}. */
export interface RedriveOptions {
  readonly functionName: string;
  readonly stage: string;
  readonly decoders: RedriveDecoders;
  readonly read: Omit<ReadOptions, 'decode'>;
  /** Delivers what the batch's own progress does not say is settled. */
  readonly deliver: (batch: RoutedBatch) => Promise<RecalledBatch>;
  readonly spill: SpillOptions;
  readonly observe: Observe;
  readonly now: () => number;
}

/** Time for delivering, milliseconds: a person waits for the answer, and asks again by what it says. */
const MAX_DELIVERING_MS = 30_000;
/** Records that were settled once, when they were on the stream: they do not show how far it is read. */
const NOT_OF_A_STREAM = { settled: { filtered: 0, arrivals: [] }, oldestLogAgeMs: 0 } as const;
/** Nothing is held here: what failed stays with the operator, whatever its age and attempts. */
const NO_LIMITS = { maxAttempts: Number.POSITIVE_INFINITY, holdMaxAgeMs: Number.POSITIVE_INFINITY };

/**
 * Handles an operator's event: the stages of a batch of a stream, without the progress table, whose rows are about
 * positions in a stream. Only the named target is delivered to; what it rejects becomes a dead letter of the next generation.
 * @throws {TypeError} when the event is wrong.
 */
export function createRedriveHandler(options: RedriveOptions): LambdaHandler<RedriveEvent, RedriveAnswer> {
  const { functionName, stage, decoders, read, deliver, spill, observe, now } = options;
  return async (given, context) => {
    const event = readRedriveEvent(given, { functionName, stage });
    const decode = createRedriveDecoder(decoders, event.records);
    const selectTargets = selectNamed(event.target, read.selectTargets);
    const validated = await validateSchema({ ...read, decode, selectTargets })(openBatch(event, context, now));
    const delivered = await deliver(routeByType(validated));
    const results = judgeRetries(delivered.results.map(withoutHold), NO_PROGRESS, NO_LIMITS, now());
    const naming = { ...spill.naming, generation: event.generation + 1 };
    const spilled = await spillDeadLetters({ ...spill, naming })({ ...delivered, results });
    const closed = closeLedger({ ...spilled, progressTruncated: false });
    const redrive = { run: event.run, target: event.target, generation: event.generation };
    observe({ ...reportOf(closed, now()), ...NOT_OF_A_STREAM, redrive });
    return answerRedrive(closed, event.records);
  };
}

function openBatch({ records }: RedriveEvent, context: Context, now: () => number): MarkedBatch {
  const invocation = openInvocation(context, now());
  const rows = [{ checkpoint: '', starts: 0, progress: progressOf(records) }];
  return {
    ...invocation,
    progressKey: '',
    records: toStreamRecords(records),
    remainingMs: () => Math.min(invocation.remainingMs(), invocation.startedAtMs + MAX_DELIVERING_MS - now()),
    readRows: async () => rows,
  };
}

/** The entries that the operator says are settled, as the progress of an earlier invocation. */
function progressOf(records: readonly RedriveRecord[]): Progress {
  const progress = new Map<string, RecordProgress>();
  for (const [index, { settled }] of records.entries()) {
    if (settled === undefined) continue;
    const { entries, targets } = settled;
    const ordinals = Object.entries(targets).map(
      ([target, ranges]) => [target, readRanges(ranges, entries) ?? new Set<number>()] as const,
    );
    progress.set(`${index}`, { entries, settled: new Map(ordinals), attempts: new Map() });
  }
  return progress;
}

/** A log that was rejected before it had a target goes to all that take it now; any other to the one that failed. */
function selectNamed(target: string, select: SelectTargets): SelectTargets {
  if (target === ONLY_TARGET) return select;
  const named = [target];
  return (log) => (select(log).includes(target) ? named : []);
}

/** A service may give a log up that it held for too long; to an operator that means that its destination is away. */
function withoutHold(result: Result): Result {
  const { outcome } = result;
  const isHeld = outcome.status === 'rejected' && outcome.code === 'held_too_long';
  return isHeld ? { ...result, outcome: retryable('destination', outcome.error) } : result;
}
