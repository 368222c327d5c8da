import { type Rejected, type Retryable, type RetryScope, rejected } from '../outcome.ts';
import type { EarlierProgress } from '../progress/progress.ts';
import type { JudgedResult, Result } from '../result.ts';

/** How long the pipeline keeps trying before it spills. */
export interface RetryLimits {
  /** Invocations in which the destination may reject an entry individually. */
  readonly maxAttempts: number;
  /** Age since arrival, milliseconds, past which an entry is no longer held for an unavailable destination. */
  readonly holdMaxAgeMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Counts attempts, and rejects what was retried for too long, which is then spilled. An outage is no fault of a log:
 * only its age ends the waiting, never the number of attempts.
 */
export function judgeRetries(
  results: readonly Result[],
  earlier: EarlierProgress,
  limits: RetryLimits,
  nowMs: number,
): readonly JudgedResult[] {
  return results.map((result) => {
    const { outcome } = result;
    switch (outcome.status) {
      case 'rejected':
        return attempted(result, outcome, earlier.attempts(result) + 1);
      case 'retryable':
        return judge({ result, outcome, earlier: earlier.attempts(result) }, limits, nowMs);
      default:
        return result as JudgedResult; // the outcome is one of the others
    }
  });
}

interface Failed {
  readonly result: Result;
  readonly outcome: Retryable;
  /** Attempts that earlier invocations counted. */
  readonly earlier: number;
}

function judge({ result, outcome, earlier }: Failed, limits: RetryLimits, nowMs: number): JudgedResult {
  switch (scopeOf(outcome.scope, earlier)) {
    case 'postponed':
      return attempted(result, outcome, earlier);
    case 'entry': {
      const attempts = earlier + 1;
      if (attempts < limits.maxAttempts) return attempted(result, outcome, attempts);
      const error = `refused in ${attempts} invocations, at last: ${outcome.error}`;
      return attempted(result, rejected('retries_exhausted', error), attempts);
    }
    case 'destination': {
      if (nowMs - result.entry.arrivedAtMs <= limits.holdMaxAgeMs) return attempted(result, outcome, earlier);
      const error = `held for more than ${limits.holdMaxAgeMs / HOUR_MS} h since its arrival, at last: ${outcome.error}`;
      return attempted(result, rejected('held_too_long', error), earlier);
    }
  }
}

/** Resolves `unclear`: an entry that was counted before is rejected individually; any other waits for its destination. */
function scopeOf(scope: RetryScope, earlier: number): Exclude<RetryScope, 'unclear'> {
  if (scope !== 'unclear') return scope;
  return earlier > 0 ? 'entry' : 'destination';
}

function attempted<O extends Rejected | Retryable>(result: Result, outcome: O, attempts: number) {
  return { ...result, outcome, attempts };
}
