import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { printableLines } from '../../../shared/log/printable.ts';

/** Writes text, no faster than the reader takes it. */
export interface Output {
  /**
   * Many small texts go out together, at the latest when nothing else is to be done.
   * @returns whether a reader is still there: `false` after the reader went away (`| head`).
   */
  readonly write: (text: string) => Promise<boolean>;
  /** Writes what is still held back. */
  readonly flush: () => Promise<boolean>;
  /** Aborts when the reader goes away. */
  readonly closed: AbortSignal;
}

/** Error codes of a pipe without a reader. */
const READER_GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);
/** Characters held back at most: a system call a line costs more than the line. */
const HELD_BACK = 64 * 1024;

/**
 * An output on a stream. On a terminal control characters are escaped.
 * @throws whatever the stream fails with, unless its reader has gone, which is no error.
 */
export function createOutput(stream: Writable & { readonly isTTY?: boolean }): Output {
  const gone = new AbortController();
  let failure: Error | undefined;
  let held = '';
  let isPlanned = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code ?? '')) failure = error;
    gone.abort();
  });
  const flush = async (): Promise<boolean> => {
    const text = held;
    held = '';
    if (text !== '' && !gone.signal.aborted && !stream.write(text)) {
      // Rejects when the stream fails meanwhile; the handler above knows why.
      await once(stream, 'drain', { signal: gone.signal }).catch(() => undefined);
    }
    if (failure !== undefined) throw failure;
    return !gone.signal.aborted;
  };
  const flushSoon = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      // The next write reports the failure.
      flush().catch(() => undefined);
    });
  };
  return {
    closed: gone.signal,
    flush,
    write: async (text) => {
      held += stream.isTTY === true ? printableLines(text) : text;
      if (held.length >= HELD_BACK) return flush();
      flushSoon();
      return !gone.signal.aborted;
    },
  };
}
