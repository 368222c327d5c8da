import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './local-stack-error.ts';
import { NODE_DIRECTORY } from './paths.ts';
import { startDetached, stopGroup } from './processes.ts';

/** A part of the local AWS's command line. */
export const MINISTACK_MARKER = '-m ministack';

const START_TIMEOUT_MS = 30_000;

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
export async function startMinistack(python: string, directory: string, region: string): Promise<Ministack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const temporary = join(directory, 'tmp');
  await mkdir(temporary, { recursive: true });
  const logFile = join(directory, 'ministack.log');
  const command = { file: python, args: ['-m', 'ministack'], cwd: directory, logFile };
  const child = await startDetached({ ...command, env: ministackEnv(port, temporary, region) });
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null)
      throw new LocalStackError(`the local AWS ended with ${child.exitCode}; see ${logFile}`);
    if (await answers(endpoint)) return { endpoint, pid: child.pid, functionLogs: temporary };
  }
  await stopGroup(child.pid, MINISTACK_MARKER);
  throw new LocalStackError(`the local AWS did not answer within ${START_TIMEOUT_MS / 1000} s; see ${logFile}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
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
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'keep-log.cjs')}`,
    BAIKONUR_FUNCTION_LOGS: directory,
    LOG_LEVEL: 'WARNING',
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
