import { setTimeout as wait } from 'node:timers/promises';
import type { RetryOptions } from './with-retries.ts';

/** First pause, and longest one, between tries of one invocation, milliseconds. */
const BASE_MS = 100;
const CAP_MS = 5_000;

const sleep: RetryOptions['sleep'] = async (ms, signal) => {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // Aborted: the invocation has no time left, and whoever waited looks at the signal.
  }
};

/**
 * Retries with the system's clock and randomness.
 * @param maxTries calls in all, the first included.
 */
export const createRetryOptions = (maxTries: number): RetryOptions => ({
  maxTries,
  baseMs: BASE_MS,
  capMs: CAP_MS,
  random: Math.random,
  sleep,
  untilDeadline: true,
});
