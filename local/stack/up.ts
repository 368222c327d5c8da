import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_CREDENTIALS, refuseEndpoint } from '../../shared/deploy/local-endpoint.ts';
import { FLUENT_MARKER } from '../fluent-receivers/keep-fluent-receiver.ts';
import { SEARCH_COMMAND } from '../search/search-command.ts';
import { childEnv } from './child-env.ts';
import type { Connection } from './connection.ts';
import { LocalStackError } from './local-stack-error.ts';
import { MINISTACK_MARKER, startMinistack } from './ministack.ts';
import { NODE_DIRECTORY, ROOT } from './paths.ts';
import { isOurs, isRunning, killAllOf, startDetached, startTimeOf, stopGroup } from './processes.ts';
import { ensurePython } from './python.ts';
import { requireSpace } from './require-space.ts';
import { forgetStack, loadRecord, runnerFiles, type StackState, saveStack } from './stack-state.ts';

/** An engine closes its indices before it ends. */
const SEARCH_GRACE_MS = 15_000;

/** The hidden command of the event-source runner: a part of its process's command line. */
export const RUNNER_COMMAND = 'run-event-sources';

/** Options of {@link startStack}. */
export interface UpOptions {
  /** Where it is recorded which stack is up. */
  readonly stateDirectory: string;
  readonly region: string;
  readonly machine: Readonly<Record<string, string | undefined>>;
  readonly tell: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Whether the stack ends with this process, even when it is killed. Default: it stays up. */
  readonly endsWithUs?: boolean;
}

/**
 * Starts the local AWS and the event-source runner, or uses the stack that is up.
 * @throws LocalStackError for an endpoint that is AWS itself, a missing Python, a start that fails
 */
export async function startStack(options: UpOptions): Promise<StackState> {
  const { stateDirectory, machine, signal } = options;
  const running = await findStack(stateDirectory);
  if (running !== undefined) return running;
  const given = givenEndpoint(machine);
  await requireSpace(tmpdir());
  // Before anything is started: whatever happens to this process, the next command can remove what it left.
  const directory = join(tmpdir(), `baikonur-local-${randomBytes(6).toString('hex')}`);
  const startedBy = { pid: process.pid, startTime: (await startTimeOf(process.pid)) ?? '' };
  await saveStack(stateDirectory, { directory, buildFolders: [], startedBy });
  try {
    await mkdir(directory, { mode: 0o700 });
    const started = await connect(directory, given, options);
    signal?.throwIfAborted();
    const runnerPid = await startRunner(started.connection, directory, options);
    const state: StackState = { ...started, runnerPid, directory, buildFolders: [] };
    await saveStack(stateDirectory, state);
    return state;
  } catch (error) {
    await stopStack(stateDirectory);
    throw error;
  }
}

/**
 * The stack that is up, or `undefined`: none, or one that another process is starting. What a stack that crashed left
 * behind is removed first.
 */
export async function findStack(stateDirectory: string): Promise<StackState | undefined> {
  const state = await loadRecord(stateDirectory);
  if (state === undefined) return undefined;
  if ('connection' in state) {
    if (await isAlive(state)) return state;
  } else if ((await startTimeOf(state.startedBy.pid)) === state.startedBy.startTime) return undefined;
  await stopStack(stateDirectory);
  return undefined;
}

async function isAlive({ ministackPid, runnerPid }: StackState): Promise<boolean> {
  return (
    (ministackPid === undefined || (await isOurs(ministackPid, MINISTACK_MARKER))) &&
    (await isOurs(runnerPid, RUNNER_COMMAND))
  );
}

/** Whether a stack that this process found up has ended since: it was stopped, or a process of it was killed. */
export function hasEnded({
  directory,
  ministackPid = process.pid,
  runnerPid,
}: Pick<StackState, 'directory' | 'ministackPid' | 'runnerPid'>): boolean {
  return !existsSync(directory) || !isRunning(ministackPid) || !isRunning(runnerPid);
}

/** Stops a stack, or what a killed start left of one, and removes every file of it. @returns whether there was one */
export async function stopStack(stateDirectory: string): Promise<boolean> {
  const state = await loadRecord(stateDirectory);
  if (state === undefined) return false;
  if ('connection' in state) await stopProcesses(state);
  await killAllOf(state.directory);
  for (const folder of [...state.buildFolders, state.directory]) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  await forgetStack(stateDirectory);
  return true;
}

async function stopProcesses({ runnerPid, ministackPid, search, fluent }: StackState): Promise<void> {
  await Promise.all([
    // The runner itself stops the others when the process that started it was killed.
    runnerPid === process.pid ? undefined : stopGroup(runnerPid, RUNNER_COMMAND),
    search && stopGroup(search.pid, SEARCH_COMMAND, SEARCH_GRACE_MS),
    fluent && stopGroup(fluent.pid, FLUENT_MARKER),
    ministackPid === undefined ? undefined : stopGroup(ministackPid, MINISTACK_MARKER),
  ]);
}

function givenEndpoint(machine: UpOptions['machine']): string | undefined {
  const given = machine['AWS_ENDPOINT_URL'];
  const refusal = given ? refuseEndpoint(given) : undefined;
  if (refusal) throw new LocalStackError(`AWS_ENDPOINT_URL: ${refusal}`);
  return given || undefined;
}

async function connect(directory: string, given: string | undefined, { region, tell, signal }: UpOptions) {
  if (given) {
    tell(`using the local AWS at ${given}`);
    return { connection: { endpoint: given, region, ...LOCAL_CREDENTIALS } };
  }
  const python = await ensurePython(tell, signal);
  const { endpoint, pid, functionLogs } = await startMinistack(python, directory, region, signal);
  tell(`the local AWS answers at ${endpoint}`);
  return { connection: { endpoint, region, ...LOCAL_CREDENTIALS, functionLogs }, ministackPid: pid };
}

async function startRunner(
  connection: Connection,
  directory: string,
  { machine, stateDirectory, endsWithUs }: UpOptions,
): Promise<number> {
  const { status, log } = runnerFiles(directory);
  const owned = endsWithUs ? ['--stop-at-end-of-input', stateDirectory] : [];
  const args = [join(ROOT, 'local', 'main.ts'), RUNNER_COMMAND, status, ...owned];
  const env = childEnv(connection, machine);
  const command = { file: join(NODE_DIRECTORY, 'node'), args, cwd: ROOT, env, logFile: log };
  const child = await startDetached(command, endsWithUs ? 'pipe' : 'ignore');
  return child.pid;
}
