import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './local-stack-error.ts';
import { type Command, isOurs, startDetached, stopGroup } from './processes.ts';

const POLL_MS = 100;
/** How much of a process's output an error shows, in characters. */
const SHOWN_CHARS = 2_000;

/** When a process is ready. */
interface Readiness<T> {
  /** Its name in an error: `OpenSearch`. */
  readonly name: string;
  /** A part of its command line. */
  readonly marker: string;
  /** `undefined` while it is not ready. */
  readonly read: () => Promise<T | undefined>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Starts a process that outlives this one, and waits until it is ready.
 * @throws LocalStackError with the end of its output when it ends or takes too long; the signal's reason
 */
export async function startAndWait<T>(
  command: Command,
  { name, marker, read, timeoutMs, signal }: Readiness<T>,
): Promise<{ readonly pid: number; readonly ready: T }> {
  const { pid } = await startDetached(command);
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline && !signal.aborted; await sleep(POLL_MS)) {
    const ready = await read();
    if (ready !== undefined) return { pid, ready };
    if (!(await isOurs(pid, marker))) break;
  }
  await stopGroup(pid, marker);
  signal.throwIfAborted();
  throw new LocalStackError(`${name} did not start:\n${(await readFile(command.logFile, 'utf8')).slice(-SHOWN_CHARS)}`);
}
