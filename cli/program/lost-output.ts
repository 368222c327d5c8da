import type { Writable } from 'node:stream';

/** Codes of an output whose reader has ended (`… | head`), or whose terminal has. */
const READER_GONE = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/** The streams of a process, and its end. */
interface Outputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly exit: (code: number) => unknown;
}

/**
 * Ends the process, with one sentence, when an output cannot be written (a full disk). A reader that went away is no
 * error: commands that write without end check it themselves, and a run that changes something finishes.
 */
export function endOnLostOutput({ stdout, stderr, exit }: Outputs): void {
  const listen = (stream: Writable, tell: (sentence: string) => void): void => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (READER_GONE.has(error.code ?? '')) return;
      tell(`error: the output cannot be written: ${error.message}\n`);
      exit(1);
    });
  };
  listen(stdout, (sentence) => void stderr.write(sentence));
  listen(stderr, () => undefined);
}
