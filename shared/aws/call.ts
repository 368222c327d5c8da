import { type CallDescription, toPortError } from './port-error.ts';

interface CallOptions extends CallDescription {
  /** Milliseconds from the start of the call to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Of the invocation. */
  readonly signal?: AbortSignal | undefined;
}

/** Rejects when `signal` aborts; never resolves. */
const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Runs one SDK call so that it ends: with its result, or with a `PortError` in one sentence. The signal goes into
 * the call to cut its connection, and the call is raced against it as well, since an answer that stalls in the
 * middle of its body is beyond the SDK's own time-outs.
 * @throws {PortError}
 */
export const callAws = async <T>(send: (signal: AbortSignal) => Promise<T>, options: CallOptions): Promise<T> => {
  const { timeoutMs, signal: outer } = options;
  const deadline = new AbortController();
  const late = Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' });
  const timer = setTimeout(() => deadline.abort(late), timeoutMs);
  const signal = outer ? AbortSignal.any([outer, deadline.signal]) : deadline.signal;
  try {
    return await Promise.race([send(signal), rejectOnAbort(signal)]);
  } catch (error) {
    throw toPortError(signal.aborted ? signal.reason : error, options);
  } finally {
    clearTimeout(timer);
  }
};
