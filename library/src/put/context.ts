import type { Deliver, DeliverContext, Outcome } from '../../../shared/pipeline/outcome.ts';
import { createRetryOptions } from '../../../shared/pipeline/retry/retry-options.ts';
import { withRetries } from '../../../shared/pipeline/retry/with-retries.ts';

/** How long and how often is tried. */
export interface PutOptions {
  /** Milliseconds after which nothing more is sent; default 30,000. */
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

/** Delivers with retries of what failed, within the time. */
export async function deliverWithRetries<Item>(
  deliver: Deliver<Item>,
  items: readonly Item[],
  target: string,
  { timeoutMs = TIMEOUT_MS, signal, maxTries = MAX_TRIES }: PutOptions,
): Promise<readonly Outcome[]> {
  const retries = { ...createRetryOptions(maxTries), untilDeadline: false };
  return withRetries(deliver, retries)(items, contextOf(target, timeoutMs, signal));
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

/** Bytes of whatever a caller gives. */
export function bufferOf(data: Uint8Array | string): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
