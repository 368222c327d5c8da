import type { Deliver, Delivery, Outcome, RetryScope } from '../outcome.ts';

/** Retries inside one invocation. */
export interface RetryOptions {
  /** Calls in all, the first included. */
  readonly maxTries: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Resolves after the time, or early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Milliseconds to wait before try `number` (2 is the first repeat): exponential with full jitter.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export const backoffMs = (number: number, { baseMs, capMs, random }: RetryOptions): number =>
  Math.floor(random() * Math.min(capMs, baseMs * 2 ** (number - 2)));

const WORTH_REPEATING: readonly RetryScope[] = ['entry', 'destination'];

const isWorthRepeating = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'retryable' && WORTH_REPEATING.includes(outcome.scope);

/**
 * Decorates a `deliver` with retries of only what failed, until tries or time run out. What is postponed is left
 * alone: nobody refused it.
 */
export const withRetries =
  (deliver: Deliver, options: RetryOptions): Deliver =>
  async (deliveries, context) => {
    const outcomes: Outcome[] = [...(await deliver(deliveries, context))];
    for (let number = 2; number <= options.maxTries; number++) {
      const open = outcomes.flatMap((outcome, index) => (isWorthRepeating(outcome) ? [index] : []));
      const waitMs = backoffMs(number, options);
      if (open.length === 0 || waitMs >= context.remainingMs()) break;
      await options.sleep(waitMs, context.signal);
      if (context.signal.aborted) break;
      const again = await deliver(
        open.map((index): Delivery => deliveries[index] as Delivery),
        context,
      );
      open.forEach((index, position) => {
        const outcome = again[position];
        if (outcome !== undefined) outcomes[index] = outcome;
      });
    }
    return outcomes;
  };
