import { stopStack } from './up.ts';

/**
 * Stops the whole stack when standard input ends: the process that started it was killed, and cannot do it.
 * @param signal the usual request to end
 * @returns aborted by either
 */
export function stopWithInput(signal: AbortSignal, stateDirectory: string): AbortSignal {
  const orphaned = new AbortController();
  process.stdin.on('error', () => undefined).resume();
  process.stdin.once('close', async () => {
    if (signal.aborted) return;
    orphaned.abort();
    await stopStack(stateDirectory);
    process.exit(0);
  });
  return AbortSignal.any([signal, orphaned.signal]);
}
