import { PortError } from '../pipeline/ports.ts';
import { type CallDescription, toPortError } from './port-error.ts';

interface CallOptions extends CallDescription {
  /** Milliseconds from the start of the call to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Of the invocation. */
  readonly signal?: AbortSignal | undefined;
}

/** Errors of a connection that the other side closed while the function was frozen between invocations. */
const STALE_CONNECTION = new Set(['ECONNRESET', 'EPIPE']);

/**
 * {@link callAws} for calls that may be made twice without a difference (reads, a row written under its key): a cut
 * connection is tried once more on a fresh one. Deliveries use `callAws` alone: only the pipeline repeats them.
 * @throws {PortError}
 */
export async function callAwsRepeatable<T>(
  send: (signal: AbortSignal) => Promise<T>,
  options: CallOptions,
): Promise<T> {
  try {
    return await callAws(send, options);
  } catch (error) {
    if (error instanceof PortError && STALE_CONNECTION.has(error.code)) return callAws(send, options);
    throw error;
  }
}

/**
 * Runs one SDK call so that it ends: with its result, or with a `PortError` in one sentence. The signal goes into
 * the call to cut its connection, and the call is raced against it as well, since an answer that stalls in the
 * middle of its body is beyond the SDK's own time-outs.
 * @throws {PortError}
 */
export async function callAws<T>(send: (signal: AbortSignal) => Promise<T>, options: CallOptions): Promise<T> {
  const { timeoutMs, signal: outer } = options;
  // One controller for both: `AbortSignal.any` is expensive, above all at the first calls of a process.
  const call = new AbortController();
  const { signal } = call;
  const stop = (): void => call.abort(cutOff(outer?.reason));
  const timer = setTimeout(() => call.abort(tooLate(timeoutMs)), timeoutMs);
  if (outer?.aborted) stop();
  else outer?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([send(signal), rejectOnAbort(signal)]);
  } catch (error) {
    throw toPortError(signal.aborted ? signal.reason : error, options);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}

function tooLate(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' });
}

/** The reason for the end of a call, from that of the invocation's signal: a timer says only that it was a time-out. */
function cutOff(reason: unknown): unknown {
  const isTimer = reason instanceof DOMException && reason.name === 'TimeoutError';
  const error = new Error('cut off: no time was left for an answer', { cause: reason });
  return isTimer ? Object.assign(error, { name: 'AbortError' }) : reason;
}

/** Rejects when `signal` aborts; never resolves. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
