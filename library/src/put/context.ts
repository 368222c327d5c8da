import type { Deliver, DeliverContext, Outcome } from '../../../shared/pipeline/outcome.ts';
import { createRetryOptions } from '../../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../../shared/pipeline/retry/with-retries.ts';
import { checkOptions, isWhole } from '../check-options.ts';

/** How long and how often is tried. */
export interface PutOptions {
  /** Milliseconds after which nothing more is sent; default 30,000. A negative number is 0. */
  readonly timeoutMs?: number;
  /** Ends sending early. */
  readonly signal?: AbortSignal;
  /**
   * Calls in all for a record that failed, the first included; default 4. Between them are pauses, from 100 ms on twice as
   * long each time, at most 5 s, with jitter.
   */
  readonly maxTries?: number;
}

const TIMEOUT_MS = 30_000;
const MAX_TRIES = 4;
/** Of a timer. */
const MAX_TIMEOUT_MS = 2 ** 32 - 1;

/** Delivers with retries of what failed, within the time. @throws {TypeError} at the call, when an option is wrong. */
export function deliverWithRetries<Item>(
  deliver: Deliver<Item>,
  items: readonly Item[],
  target: string,
  { timeoutMs = TIMEOUT_MS, signal, maxTries = MAX_TRIES }: PutOptions,
): Promise<readonly Outcome[]> {
  checkOptions(
    {
      timeoutMs: (typeof timeoutMs === 'number' && !Number.isNaN(timeoutMs)) || 'milliseconds',
      maxTries: isWhole(maxTries, 1) || 'a whole number from 1 on',
    },
    { timeoutMs, maxTries },
  );
  const retries = { ...createRetryOptions(maxTries), untilDeadline: false };
  // A handler may give what is left of its own time, which may be nothing or a fraction.
  const wholeMs = Math.floor(Math.min(Math.max(0, timeoutMs), MAX_TIMEOUT_MS));
  return withRetries(deliver, retries)(items, contextOf(target, wholeMs, signal));
}

/** The time that is left, and its signal. */
function contextOf(target: string, timeoutMs: number, signal: AbortSignal | undefined): DeliverContext {
  const endsAtMs = Date.now() + timeoutMs;
  const timeout = AbortSignal.timeout(timeoutMs);
  return {
    target,
    now: Date.now,
    remainingMs: () => Math.max(0, endsAtMs - Date.now()),
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    countBytesOut: () => undefined,
  };
}
