import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './find-free-port.ts';
import { LocalStackError } from './local-stack-error.ts';
import { NODE_DIRECTORY } from './paths.ts';
import { startDetached, stopGroup } from './processes.ts';

/** A part of the local AWS's command line. */
export const MINISTACK_MARKER = '-m ministack';

const START_TIMEOUT_MS = 60_000;
const PORT_TRIES = 3;
/** How many lines of its log an error shows. */
const LOG_LINES = 5;

/** A started local AWS. */
export interface Ministack {
  readonly endpoint: string;
  readonly pid: number;
  /** Folder with what each function prints. */
  readonly functionLogs: string;
}

/**
 * Starts ministack on a free port of 127.0.0.1, with its state in memory and its files below `directory`.
 * @throws LocalStackError when it ends at once or does not answer in time
 */
export async function startMinistack(
  python: string,
  directory: string,
  region: string,
  signal?: AbortSignal,
): Promise<Ministack> {
  for (let tries = 1; ; tries += 1) {
    const started = await startOnce(python, directory, region, signal);
    if (started.status === 'started') return started.ministack;
    // Another process took the port between its choice and its use.
    if (tries === PORT_TRIES || !started.isPortTaken) throw new LocalStackError(started.error);
  }
}

type Start =
  | { readonly status: 'started'; readonly ministack: Ministack }
  | { readonly status: 'failed'; readonly error: string; readonly isPortTaken: boolean };

async function startOnce(python: string, directory: string, region: string, signal?: AbortSignal): Promise<Start> {
  const port = await findFreePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const temporary = join(directory, 'tmp');
  await mkdir(temporary, { recursive: true });
  const logFile = join(directory, 'ministack.log');
  // An error shows what this try printed.
  await rm(logFile, { force: true });
  // The option means nothing to Python; it names the folder in the list of processes.
  const args = ['-X', `baikonur=${directory}`, '-m', 'ministack'];
  const command = { file: python, args, cwd: directory, logFile };
  const child = await startDetached({ ...command, env: ministackEnv(port, temporary, region) });
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null) {
      const log = await readFile(logFile, 'utf8');
      const error = `the local AWS ended with ${child.exitCode}: ${log.trim().split('\n').slice(-LOG_LINES).join('\n')}`;
      return { status: 'failed', error, isPortTaken: /address already in use/i.test(log) };
    }
    if (await answers(endpoint)) {
      return { status: 'started', ministack: { endpoint, pid: child.pid, functionLogs: temporary } };
    }
    if (signal?.aborted) break;
  }
  await stopGroup(child.pid, MINISTACK_MARKER);
  signal?.throwIfAborted();
  const error = `the local AWS did not answer within ${START_TIMEOUT_MS / 1000} s`;
  return { status: 'failed', error, isPortTaken: false };
}

/**
 * The environment of the local AWS, which hands it on to every function: so nothing of the machine's is in it.
 * Functions run on the `node` that the PATH names first.
 */
function ministackEnv(port: number, directory: string, region: string): Record<string, string> {
  return {
    PATH: `${NODE_DIRECTORY}:/usr/local/bin:/usr/bin:/bin`,
    HOME: directory,
    TMPDIR: directory,
    LANG: 'C.UTF-8',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    MINISTACK_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    NODE_OPTIONS: requireOption(join(import.meta.dirname, 'keep-log.cjs')),
    BAIKONUR_FUNCTION_LOGS: directory,
    LOG_LEVEL: 'WARNING',
  };
}

/** A value of NODE_OPTIONS that loads a file, whatever is in its path: Node takes it apart at spaces. */
export function requireOption(file: string): string {
  return `--require "${file.replace(/[\\"]/g, '\\$&')}"`;
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
