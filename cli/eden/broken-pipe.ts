import type { Writable } from 'node:stream';

/** Errors of a stream whose reader has ended: `eden … | head`. */
const GONE = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/** Lets a command finish its work, and release its lease, when its output is no longer read. */
export function surviveBrokenPipe(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code ?? '')) throw error;
  });
}
