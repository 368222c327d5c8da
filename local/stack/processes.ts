import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a process may take to end by itself, in ms. */
const GRACE_MS = 2_000;
/** How long the system may take to remove killed processes, in ms. */
const KILLED_MS = 500;

/** A command to start. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Where both outputs go. */
  readonly logFile: string;
}

/**
 * Starts a process that outlives this one, as the head of a process group of its own.
 * @param stdin `pipe`: its standard input ends when this process does
 */
export async function startDetached(
  { file, args, cwd, env, logFile }: Command,
  stdin: 'ignore' | 'pipe' = 'ignore',
): Promise<ChildProcess & { pid: number }> {
  const log = await open(logFile, 'a');
  const child = spawn(file, [...args], { cwd, env: { ...env }, detached: true, stdio: [stdin, log.fd, log.fd] });
  try {
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } finally {
    await log.close();
  }
  child.unref();
  // A pipe of a child process is a socket.
  if (child.stdin instanceof Socket) child.stdin.on('error', () => undefined).unref();
  // Set: the process was spawned.
  return child as ChildProcess & { pid: number };
}

/**
 * Ends a process and everything it started, by its process group; with SIGKILL after `graceMs`.
 * @param marker a part of its command line
 */
export async function stopGroup(pid: number, marker: string, graceMs = GRACE_MS): Promise<void> {
  if (await isOurs(pid, marker)) await endGroup(pid, graceMs);
}

/** Ends a process group that we started; with SIGKILL after `graceMs`. */
export async function endGroup(pid: number, graceMs = GRACE_MS): Promise<void> {
  if (graceMs > 0) {
    signalGroup(pid, 'SIGTERM');
    await untilGone(pid, graceMs);
  }
  signalGroup(pid, 'SIGKILL');
  await untilGone(pid, KILLED_MS);
}

async function untilGone(pid: number, limitMs: number): Promise<void> {
  for (const deadline = Date.now() + limitMs; signalGroup(pid, 0) && Date.now() < deadline; ) await sleep(20);
}

/** Whether a process runs, and is the command that we started: pids are used again. */
export async function isOurs(pid: number, marker: string): Promise<boolean> {
  const listed = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return listed.stdout.includes(marker);
}

/** Whether a process with this pid runs, whatever it is: for one that was ours a moment ago. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** When a process was started, as `ps` writes it; `undefined` when it does not run. With its pid it is unique. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return listed.stdout.trim() || undefined;
}

/** Ends every process whose command line holds `text`, at once: what a killed command of ours left. */
export async function killAllOf(text: string): Promise<void> {
  const { stdout } = await run('ps', ['-eo', 'pid=,args='], { maxBuffer: 1 << 26 });
  for (const line of stdout.split('\n')) {
    const [, pid, args = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    if (!args.includes(text) || Number(pid) === process.pid) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
