import type { Shell } from './shell.ts';
import { LocalStackError } from './stack/local-stack-error.ts';
import type { StackState } from './stack/stack-state.ts';
import { hasEnded } from './stack/up.ts';

const ENDED = 'the local AWS has ended: another terminal took it down, or it was killed';
/** How often it is looked whether the stack is there, in ms. */
const LOOK_MS = 1_000;

/**
 * Runs work that needs a stack, and ends it when the stack ends: `down` in another terminal, or a process that was
 * killed. What fails then follows from that, and is not told.
 * @throws LocalStackError when the stack has ended; what the work throws
 */
export async function whileUp<T>(
  shell: Shell,
  state: Pick<StackState, 'directory' | 'ministackPid' | 'runnerPid'>,
  work: (shell: Shell) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const look = (): void => {
    if (!shell.signal.aborted && hasEnded(state)) lost.abort(new LocalStackError(ENDED));
  };
  const timer = setInterval(look, LOOK_MS);
  try {
    const result = await work({ ...shell, signal: AbortSignal.any([shell.signal, lost.signal]) });
    look();
    lost.signal.throwIfAborted();
    return result;
  } catch (error) {
    look();
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}
