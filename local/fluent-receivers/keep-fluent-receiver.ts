import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { NODE_DIRECTORY, ROOT } from '../stack/paths.ts';
import { isOurs, startDetached, stopGroup } from '../stack/processes.ts';
import type { FluentServerProcessOptions } from './fluent-server-options.ts';

/** A part of the receiver's command line. */
export const FLUENT_MARKER = 'run-fluent-server.ts';

/** A receiver that outlives the command that started it. */
export interface KeptFluentReceiver {
  readonly pid: number;
  /** `127.0.0.1:port`. */
  readonly endpoint: string;
  /** File of the received events, one a line. */
  readonly file: string;
}

const TIMEOUT_MS = 30_000;

/**
 * Starts a FluentServer in a process of its own, and waits until it listens.
 * @param directory where it keeps what it receives
 * @throws LocalStackError with its output when it does not start
 */
export async function keepFluentReceiver(directory: string, tell: (line: string) => void): Promise<KeptFluentReceiver> {
  const file = join(directory, 'fluent-receiver.ndjson');
  const logFile = join(directory, 'fluent-receiver.log');
  const options: FluentServerProcessOptions = { port: 0, file };
  const { pid } = await startDetached({
    file: join(NODE_DIRECTORY, 'node'),
    args: [join(ROOT, 'local', 'fluent-receivers', FLUENT_MARKER), JSON.stringify(options)],
    cwd: ROOT,
    env: {},
    logFile,
  });
  const readLog = () => readFile(logFile, 'utf8');
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
    const port = /^(\d+)\n/.exec(await readLog())?.[1];
    if (port !== undefined) {
      tell(`a Fluent receiver listens on 127.0.0.1:${port}`);
      return { pid, endpoint: `127.0.0.1:${port}`, file };
    }
    if (!(await isOurs(pid, FLUENT_MARKER))) break;
  }
  await stopGroup(pid, FLUENT_MARKER);
  throw new LocalStackError(`the Fluent receiver did not start:\n${await readLog()}`);
}
