import { AsyncLocalStorage } from 'node:async_hooks';
import { addMiddleware, type Middleware } from './add-middleware.ts';
import type { AwsClients } from './clients.ts';
import { clockAheadOf } from './clock.ts';

/** Facts about the answers of AWS, beside their content. */
export interface ObservedCalls {
  /** Runs a reading, and says whether AWS throttled one of its calls, also where a repeat of the SDK succeeded. */
  readonly during: <T>(read: () => Promise<T>) => Promise<{ readonly result: T; readonly wasThrottled: boolean }>;
  /** By how much this machine's clock is ahead of AWS's, milliseconds, from the last answer; 0 before the first. */
  readonly clockAheadMs: () => number;
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED =
  /throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|BandwidthLimit|SlowDown|PriorRequestNotComplete/i;

/** Observes every try of every call, inside of the SDK's repeats. */
export function observeCalls(clients: AwsClients, now: () => number): ObservedCalls {
  const reading = new AsyncLocalStorage<{ wasThrottled: boolean }>();
  let aheadMs = 0;
  const observe: Middleware = (next) => async (args) => {
    try {
      const answered = await next(args);
      aheadMs = clockAheadOf(answered, now()) ?? aheadMs;
      return answered;
    } catch (error) {
      aheadMs = clockAheadOf(error, now()) ?? aheadMs;
      const own = reading.getStore();
      if (own !== undefined && isThrottled(error)) own.wasThrottled = true;
      throw error;
    }
  };
  const { close, aheadMs: _, ...all } = clients;
  for (const client of Object.values(all)) {
    addMiddleware(client, observe, { step: 'finalizeRequest', priority: 'low', name: 'watch' });
  }
  return {
    during: async (read) => {
      const own = { wasThrottled: false };
      const result = await reading.run(own, read);
      return { result, wasThrottled: own.wasThrottled };
    },
    clockAheadMs: () => aheadMs,
  };
}

/** Whether AWS asked to be called less often. */
export function isThrottled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }; // errors of the SDK have it
  return THROTTLED.test(error.name) || $metadata?.httpStatusCode === 429 || isThrottled(error.cause);
}
