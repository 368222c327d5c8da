import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shell } from '../shell.ts';
import { NODE_DIRECTORY, ROOT } from '../stack/paths.ts';
import { startAndWait } from '../stack/start-and-wait.ts';
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
export async function keepFluentReceiver(
  directory: string,
  { tell, signal }: Pick<Shell, 'tell' | 'signal'>,
): Promise<KeptFluentReceiver> {
  const file = join(directory, 'fluent-receiver.ndjson');
  const logFile = join(directory, 'fluent-receiver.log');
  const options: FluentServerProcessOptions = { port: 0, file };
  const command = {
    file: join(NODE_DIRECTORY, 'node'),
    args: [join(ROOT, 'local', 'fluent-receivers', FLUENT_MARKER), JSON.stringify(options)],
    cwd: ROOT,
    env: {},
    logFile,
  };
  const read = async (): Promise<string | undefined> => /^(\d+)\n/.exec(await readFile(logFile, 'utf8'))?.[1];
  const readiness = { name: 'the Fluent receiver', marker: FLUENT_MARKER, read, timeoutMs: TIMEOUT_MS, signal };
  const { pid, ready: port } = await startAndWait(command, readiness);
  tell(`a Fluent receiver listens on 127.0.0.1:${port}`);
  return { pid, endpoint: `127.0.0.1:${port}`, file };
}
