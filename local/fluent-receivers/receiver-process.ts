import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that ends with its `stop`, and with this one at the latest. */
export interface ReceiverProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Its standard error, for the sentence of a failure. */
  readonly errorText: () => string;
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

const POLL_MS = 50;

/** Starts a program. @throws Error when it cannot be started. */
export function startProcess(file: string, args: readonly string[]): ReceiverProcess {
  const child = spawn(file, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.once('error', () => undefined);
  if (child.pid === undefined) throw new Error(`cannot start ${file}`);
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText += text;
  });
  const killWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithUs);
  return {
    pid: child.pid,
    child,
    errorText: () => errorText,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
      process.off('exit', killWithUs);
    },
  };
}

/** The first line of a process's standard output. @throws Error with its standard error when it ends without one. */
export async function firstLine({ child, errorText }: ReceiverProcess): Promise<string> {
  if (!child.stdout) throw new Error('its output is not piped');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [undefined])]);
  if (line === undefined) throw new Error(`the receiver ended at once: ${errorText()}`);
  return String(line);
}

/** Resolves when the process listens on the port. @throws Error with the process's standard error when it ended, or took longer. */
export async function untilListening(port: number, process: ReceiverProcess, timeoutMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(POLL_MS)) {
    if (process.child.exitCode !== null) break;
    const socket = connect(port, '127.0.0.1');
    const [answer] = await Promise.race([
      once(socket, 'connect').then(() => ['up']),
      once(socket, 'close').catch(() => []),
    ]).catch(() => []);
    socket.destroy();
    if (answer === 'up') return;
  }
  throw new Error(`nothing listens on port ${port}: ${process.errorText()}`);
}
