import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../stack/find-free-port.ts';
import { commandOf } from './engine-command.ts';
import type { EngineName } from './engines.ts';

/** A running engine. */
export interface Engine {
  readonly name: EngineName | 'external';
  /** `http://127.0.0.1:<port>`, the same after a restart. */
  readonly url: string;
  /** Ends it and starts it again on the same port and data. */
  readonly restart: () => Promise<void>;
  /** Ends it; its data goes too. */
  readonly stop: () => Promise<void>;
}

/** Runs a command until it ends, a signal comes, or the process that started it ends and standard input closes. */
const WATCHED =
  'exec 3<&0; "$@" </dev/null & pid=$!; trap "kill $pid" TERM; (cat <&3 >/dev/null; kill $pid 2>/dev/null) & wait $pid';

const START_TIMEOUT_MS = 120_000;

/**
 * Starts a real engine on a free port of 127.0.0.1, without any security, with its data in a temporary folder.
 * @param settings node settings on top of ours, e.g. `http.max_content_length`.
 */
export async function startEngine(name: EngineName, settings: Readonly<Record<string, string>> = {}): Promise<Engine> {
  const httpPort = await findFreePort();
  const url = `http://127.0.0.1:${httpPort}`;
  const command = await commandOf(name, {
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': String(httpPort),
    // Any that is free: no other node asks for it.
    'transport.port': '0',
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...settings,
  });
  const logFile = join(command.home, 'console.log');
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const log = await open(logFile, 'a');
    child = spawn('sh', ['-c', WATCHED, 'sh', ...command.argv], {
      cwd: command.home,
      env: { PATH: process.env['PATH'], ...command.env },
      stdio: ['pipe', log.fd, log.fd],
    });
    child.stdin?.on('error', () => undefined);
    await log.close();
    await waitUntilReady(child, url, logFile);
  };
  const end = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined;
    child.stdin?.end();
    await ended;
  };
  await start();
  return {
    name,
    url,
    restart: async () => {
      await end();
      await start();
    },
    stop: async () => {
      await end();
      await rm(command.home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function waitUntilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.stdin?.destroy();
      const log = (await readFile(logFile, 'utf8')).slice(-4_000);
      throw new Error(`the engine did not start, exit code ${child.exitCode}; its output:\n${log}`);
    }
    await wait(200);
  }
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: AbortSignal.timeout(3_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
