import { mkdtemp, rm } from 'node:fs/promises';
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
import { isOurs, startDetached, stopGroup } from './processes.ts';
import { ensurePython } from './python.ts';
import { forgetStack, loadStack, runnerFiles, type StackState, saveStack } from './stack-state.ts';

/** An engine closes its indices before it ends. */
const SEARCH_GRACE_MS = 15_000;

/** A part of the runner's command line. */
const RUNNER_MARKER = 'run-event-sources';

/** What `up` needs. */
export interface UpOptions {
  /** Where it is written down which stack is up. */
  readonly stateDirectory: string;
  readonly region: string;
  readonly machine: Readonly<Record<string, string | undefined>>;
  readonly tell: (line: string) => void;
}

/**
 * Starts the local AWS and the event-source runner, or uses what is up.
 * @throws LocalStackError for an endpoint that is not local, a missing Python, a start that fails
 */
export async function startStack(options: UpOptions): Promise<StackState> {
  const { stateDirectory, machine } = options;
  const running = await findStack(stateDirectory);
  if (running !== undefined) return running;
  const given = givenEndpoint(machine);
  const directory = await mkdtemp(join(tmpdir(), 'baikonur-local-'));
  const started = await connect(directory, given, options).catch(async (error: unknown) => {
    if (!(error instanceof LocalStackError)) await rm(directory, { recursive: true, force: true });
    throw error;
  });
  const runnerPid = await startRunner(started.connection, directory, machine);
  const state: StackState = { ...started, runnerPid, directory, buildFolders: [] };
  await saveStack(stateDirectory, state);
  return state;
}

/**
 * The stack that is up, or `undefined`; what a stack that crashed left behind is removed first.
 */
export async function findStack(stateDirectory: string): Promise<StackState | undefined> {
  const state = await loadStack(stateDirectory);
  if (state === undefined || (await isAlive(state))) return state;
  await stopStack(stateDirectory);
  return undefined;
}

async function isAlive({ ministackPid, runnerPid }: StackState): Promise<boolean> {
  return (
    (ministackPid === undefined || (await isOurs(ministackPid, MINISTACK_MARKER))) &&
    (await isOurs(runnerPid, RUNNER_MARKER))
  );
}

/** Stops both, by their pids, and removes every file they left. */
export async function stopStack(stateDirectory: string): Promise<boolean> {
  const state = await loadStack(stateDirectory);
  if (state === undefined) return false;
  await stopGroup(state.runnerPid, RUNNER_MARKER);
  if (state.search !== undefined) await stopGroup(state.search.pid, SEARCH_COMMAND, SEARCH_GRACE_MS);
  if (state.fluent !== undefined) await stopGroup(state.fluent.pid, FLUENT_MARKER);
  if (state.ministackPid !== undefined) await stopGroup(state.ministackPid, MINISTACK_MARKER);
  for (const folder of [...state.buildFolders, state.directory]) await rm(folder, { recursive: true, force: true });
  await forgetStack(stateDirectory);
  return true;
}

function givenEndpoint(machine: UpOptions['machine']): string | undefined {
  const given = machine['AWS_ENDPOINT_URL'];
  const refusal = given ? refuseEndpoint(given) : undefined;
  if (refusal) throw new LocalStackError(`AWS_ENDPOINT_URL: ${refusal}`);
  return given || undefined;
}

async function connect(directory: string, given: string | undefined, { region, tell }: UpOptions) {
  if (given) {
    tell(`using the local AWS at ${given}`);
    return { connection: { endpoint: given, region, ...LOCAL_CREDENTIALS } };
  }
  const python = await ensurePython(tell);
  const { endpoint, pid, functionLogs } = await startMinistack(python, directory, region);
  tell(`the local AWS answers at ${endpoint}`);
  return { connection: { endpoint, region, ...LOCAL_CREDENTIALS, functionLogs }, ministackPid: pid };
}

async function startRunner(connection: Connection, directory: string, machine: UpOptions['machine']): Promise<number> {
  const { status, log } = runnerFiles(directory);
  const args = [join(ROOT, 'local', 'main.ts'), RUNNER_MARKER, status];
  const env = childEnv(connection, machine);
  const child = await startDetached({ file: join(NODE_DIRECTORY, 'node'), args, cwd: ROOT, env, logFile: log });
  return child.pid;
}
