import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const GRACE_MS = 5_000;
const POLL_MS = 100;

/** A process that a run left. */
export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes that have `folder` in their environment: all that was started by a run whose TMPDIR it is, whatever
 * group or parent they have now. This process is not among them.
 */
export async function findProcesses(folder: string): Promise<readonly LeftProcess[]> {
  const found = process.platform === 'linux' ? await readProc(folder) : await readPs(folder);
  return found.filter(({ pid }) => pid !== process.pid);
}

async function readProc(folder: string): Promise<readonly LeftProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process of another user, or one that has just ended, cannot be read.
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.includes(folder)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }];
    }),
  );
  return found.flat();
}

/** macOS: `ps` prints the environment behind the command. */
async function readPs(folder: string): Promise<readonly LeftProcess[]> {
  const { stdout } = await run('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { maxBuffer: 1 << 26 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && command.includes(folder) ? [{ pid: Number(pid), command }] : [];
  });
}

/**
 * Ends every process of the run whose TMPDIR is `folder`, and removes the folder.
 * @returns the processes that were still there.
 */
export async function removeRun(folder: string): Promise<readonly LeftProcess[]> {
  const left = await findProcesses(folder);
  signalAll(left, 'SIGTERM');
  for (const deadlineMs = Date.now() + GRACE_MS; Date.now() < deadlineMs; await sleep(POLL_MS)) {
    if ((await findProcesses(folder)).length === 0) break;
  }
  signalAll(await findProcesses(folder), 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return left;
}

function signalAll(processes: readonly LeftProcess[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
