import { setTimeout as wait } from 'node:timers/promises';
import type { Env } from '../../settings/env-reader.ts';
import type { RetryOptions } from './with-retries.ts';

/** First pause, and longest one, between tries of one invocation, milliseconds. */
const BASE_MS = 100;
const CAP_MS = 5_000;

const sleep: RetryOptions['sleep'] = async (ms, signal) => {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // Aborted: the invocation has no time left, and the caller checks the signal.
  }
};

/**
 * Retries with the system's clock and randomness. An unavailable destination is waited for until the invocation's
 * time is over, except under `sls invoke local` (which sets `IS_LOCAL`): there a person waits for the answer.
 * @param maxTries calls in all, the first included.
 */
export function createRetryOptions(maxTries: number, env: Env = {}): RetryOptions {
  return {
    maxTries,
    baseMs: BASE_MS,
    capMs: CAP_MS,
    random: Math.random,
    sleep,
    untilDeadline: env['IS_LOCAL'] !== 'true',
  };
}
