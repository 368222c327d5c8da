import { type Deliver, type Outcome, retryable } from '../outcome.ts';

/** Retries inside one invocation. */
export interface RetryOptions {
  /** Calls in all for a log that the destination rejects individually, the first included. */
  readonly maxTries: number;
  readonly baseMs: number;
  readonly capMs: number;
  /**
   * Whether an unavailable destination is asked again until the invocation's time runs out, instead of `maxTries`
   * times. The event source's retries are counted on it: an invocation that stopped at once would use them up within
   * minutes, long before the hold age.
   */
  readonly untilDeadline?: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Resolves after the time, or early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Past this many doublings every cap is reached. */
const MAX_DOUBLINGS = 30;
const NO_TIME = retryable('postponed', 'not sent: no time was left in the invocation');

/** How much of the invocation is left. */
interface TimeLeft {
  readonly remainingMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Decorates a `deliver` with retries of only what failed, until tries or time run out. What is postponed is not
 * tried again: it was not refused.
 */
export function withRetries<Item>(deliver: Deliver<Item>, options: RetryOptions): Deliver<Item> {
  return async (logs, context) => {
    if (isOver(context)) return logs.map(() => NO_TIME);
    const first = await deliver(logs, context);
    const outcomes = isOver(context) ? postponeCutOff(first) : [...first];
    for (let number = 2; ; number++) {
      const open = openOf(outcomes, number, options);
      if (open.length === 0 || !(await pauseBefore(number, options, context))) return outcomes;
      const again = await deliver(
        // The indexes come from the outcomes, one for each log.
        open.map((index) => logs[index] as Item),
        context,
      );
      const wasCutOff = isOver(context);
      open.forEach((index, at) => {
        const outcome = again[at];
        if (outcome !== undefined) outcomes[index] = addTry(outcomes[index], outcome, wasCutOff);
      });
    }
  };
}

/**
 * The outcomes of a first try that the deadline ended. A destination that took some of the logs works: those for which no
 * time was left are postponed. As `destination` they would become dead letters where they are older than the hold age, as
 * everything is after an outage. Where it took none, it may hang.
 */
function postponeCutOff(outcomes: readonly (Outcome | undefined)[]): Outcome[] {
  const isWorking = outcomes.some((outcome) => outcome?.status === 'delivered');
  const postpone = (outcome: Outcome | undefined): Outcome | undefined =>
    isWorking && outcome?.status === 'retryable' && outcome.scope === 'destination'
      ? retryable('postponed', outcome.error)
      : outcome;
  return outcomes.map(postpone) as Outcome[]; // the caller handles what is missing
}

/** Indexes of the outcomes that are worth another try. */
function openOf(outcomes: readonly Outcome[], number: number, options: RetryOptions): readonly number[] {
  const open: number[] = [];
  for (let index = 0; index < outcomes.length; index++) {
    const outcome = outcomes[index];
    if (outcome !== undefined && isWorthRepeating(outcome, number, options)) open.push(index);
  }
  return open;
}

function isWorthRepeating(outcome: Outcome, number: number, { maxTries, untilDeadline }: RetryOptions): boolean {
  if (outcome.status !== 'retryable' || outcome.scope === 'postponed') return false;
  return number <= maxTries || (untilDeadline === true && outcome.scope !== 'entry');
}

/** Waits before try `number`, never past the time left. @returns whether there is time for the try. */
export async function pauseBefore(number: number, options: RetryOptions, left: TimeLeft): Promise<boolean> {
  if (isOver(left)) return false;
  await options.sleep(Math.min(backoffMs(number, options), left.remainingMs()), left.signal);
  return !isOver(left);
}

function isOver({ remainingMs, signal }: TimeLeft): boolean {
  return signal.aborted || remainingMs() <= 0;
}

/**
 * Milliseconds to wait before try `number` (2 is the first repeat): exponential with full jitter.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export function backoffMs(number: number, { baseMs, capMs, random }: RetryOptions): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(number - 2, MAX_DOUBLINGS)));
}

/**
 * The outcome after another try. A log that was rejected individually stays so when it was the only record of a later
 * request. A try that the deadline ended before it was sent changes nothing; one that it cut off says nothing new, neither
 * about the destination nor about a log that was rejected individually, so the error of the last answer stays.
 */
function addTry(earlier: Outcome | undefined, now: Outcome, wasCutOff: boolean): Outcome {
  if (earlier?.status !== 'retryable' || now.status !== 'retryable') return now;
  if (now.scope === 'postponed') return earlier;
  const saysNothing = now.scope === 'unclear' || (wasCutOff && now.scope === 'destination');
  const scope = earlier.scope === 'entry' && saysNothing ? 'entry' : now.scope;
  if (scope === now.scope && !wasCutOff) return now;
  return { ...now, scope, error: wasCutOff ? earlier.error : now.error };
}
