import { type RetryScope, rejected } from '../outcome.ts';
import type { Recollection } from '../progress/progress.ts';
import type { Result } from '../result.ts';

/** How long the pipeline keeps trying before it spills. */
export interface RetryLimits {
  /** Invocations in which an entry may be refused by an answer of its own. */
  readonly maxAttempts: number;
  /** Age since arrival past which an entry is no longer held back for a destination that is away. */
  readonly holdMaxAgeMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Counts attempts and turns what has been retried for too long into rejects, which are then spilled.
 * An outage is no fault of a log: only its age ends the waiting, never the number of attempts.
 */
export function judgeRetries(
  results: readonly Result[],
  memory: Recollection,
  limits: RetryLimits,
  nowMs: number,
): readonly Result[] {
  return results.map((result) =>
    result.outcome.status === 'rejected' || result.outcome.status === 'retryable'
      ? judge(result, memory.attempts(result), limits, nowMs)
      : result,
  );
}

function judge(result: Result, earlier: number, limits: RetryLimits, nowMs: number): Result {
  const { outcome, entry } = result;
  if (outcome.status === 'rejected') return { ...result, attempts: earlier + 1 };
  if (outcome.status !== 'retryable') return result;
  switch (scopeOf(outcome.scope, earlier)) {
    case 'postponed':
      return { ...result, attempts: earlier };
    case 'entry': {
      const attempts = earlier + 1;
      if (attempts < limits.maxAttempts) return { ...result, attempts };
      const error = `refused in ${attempts} invocations, at last: ${outcome.error}`;
      return { ...result, attempts, outcome: rejected('retries_exhausted', error) };
    }
    case 'destination': {
      if (nowMs - entry.arrivedAtMs <= limits.holdMaxAgeMs) return { ...result, attempts: earlier };
      const error = `held for more than ${limits.holdMaxAgeMs / HOUR_MS} h since its arrival, at last: ${outcome.error}`;
      return { ...result, attempts: earlier, outcome: rejected('held_too_long', error) };
    }
  }
}

/** Whose fault it is, by what is known from earlier: what was refused beside others that were taken is under suspicion. */
function scopeOf(scope: RetryScope, earlier: number): Exclude<RetryScope, 'unclear'> {
  if (scope !== 'unclear') return scope;
  return earlier > 0 ? 'entry' : 'destination';
}
