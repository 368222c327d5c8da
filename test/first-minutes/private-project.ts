import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../../local/stack/paths.ts';

/** How a command ended. */
export interface Ended {
  /** Of both outputs. */
  readonly output: string;
  /** Of the standard output alone. */
  readonly printed: string;
  /** As a shell has it: 128 and the number of the signal that killed it. */
  readonly code: number | null;
  readonly tookMs: number;
}

/** Signals for the process group of a command. */
export interface Press {
  /** Output from which on the times count; default: from the start. */
  readonly after?: RegExp | undefined;
  /** In ms. */
  readonly atMs: readonly number[];
  /** Default: SIGINT. */
  readonly signal?: 'SIGINT' | 'SIGKILL';
}

/** Files and processes beside the project itself. */
export interface Left {
  /** Paths in the project, the home and the temporary folder. */
  readonly files: readonly string[];
  /** Command lines of processes that were started from here. */
  readonly processes: readonly string[];
}

/** A copy of the project with a home and a temporary folder of its own. */
export interface PrivateProject {
  /** The copy's folder. */
  readonly folder: string;
  /**
   * Runs `node <args>` in a folder of the project, in a process group of its own, as a terminal does.
   * @param press what reaches the whole group, and when; Ctrl-C is SIGINT
   */
  readonly run: (args: readonly string[], press?: Press, folder?: string) => Promise<Ended>;
  readonly look: () => Promise<Left>;
  readonly remove: () => Promise<void>;
}

/** In every checkout that was used, and the framework’s own cache: not what a command leaves behind. */
const KEPT = /^(project\/(node_modules|local\/\.venv)|home\/\.serverless)(\/|$)/;
/** How long the system may take to remove processes that were killed. */
const SETTLE_MS = 10_000;

/** Copies the files that git knows. */
export async function openPrivateProject(): Promise<PrivateProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'baikonur-private-')));
  const [project, home, temporary] = [join(root, 'project'), join(root, 'home'), join(root, 'tmp')];
  await Promise.all([home, temporary].map((folder) => mkdir(folder)));
  await copyProject(project);
  const known = new Set(await listFiles(root));
  const env = {
    PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`,
    HOME: home,
    TMPDIR: temporary,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  };
  return {
    folder: project,
    run: (args, press = { atMs: [] }, folder = '.') => runInGroup(args, press, { cwd: join(project, folder), env }),
    look: async () => {
      let processes = await listProcesses(root);
      for (const end = Date.now() + SETTLE_MS; processes.length > 0 && Date.now() < end; await sleep(100)) {
        processes = await listProcesses(root);
      }
      return { processes, files: (await listFiles(root)).filter((file) => !known.has(file)) };
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function copyProject(project: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(project, file)), { recursive: true });
    await cp(join(ROOT, file), join(project, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error; // deleted, and not committed yet
    });
  }
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .filter((path) => !KEPT.test(path))
    .sort();
}

/** A shell adds it to the number of a signal. */
const SIGNAL_BASE = 128;

/** Processes whose command line, environment or folder names `root`. */
async function listProcesses(root: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = pids.map(async (pid) => {
    const [args, env, cwd] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''),
      readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''),
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
    ]);
    return [args, env, cwd].some((text) => text.includes(root)) ? args.replaceAll('\0', ' ').trim() : '';
  });
  return (await Promise.all(found)).filter((args) => args !== '');
}

function runInGroup(
  args: readonly string[],
  { after, atMs, signal = 'SIGINT' }: Press,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const startedAtMs = Date.now();
  const child = spawn(join(ROOT, 'node_modules/node/bin/node'), [...args], { ...options, detached: true });
  const press = (): void => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, signal);
  };
  let timers: readonly NodeJS.Timeout[] | undefined;
  let [output, printed] = ['', ''];
  const look = (): void => {
    if (timers === undefined && (after?.test(output) ?? true))
      timers = atMs.map((delayMs) => setTimeout(press, delayMs));
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (stream === child.stdout) printed += chunk.toString();
      look();
    });
  }
  look();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signalName) => {
      for (const timer of timers ?? []) clearTimeout(timer);
      // Node ends its handlers before the process is over: a second Ctrl-C in these milliseconds kills it.
      const code = signalName === null ? exitCode : SIGNAL_BASE + constants.signals[signalName];
      resolve({ output, printed, code, tookMs: Date.now() - startedAtMs });
    });
  });
}
