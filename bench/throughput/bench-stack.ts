import { join } from 'node:path';
import { alone } from '../../local/commands.ts';
import { createLocalClients, type LocalClients } from '../../local/stack/aws-clients.ts';
import { buildFolders, deployAll } from '../../local/stack/deploy.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { runnerFiles, saveStack } from '../../local/stack/stack-state.ts';
import { startStack, stopStack } from '../../local/stack/up.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';

/** A local AWS with the stream services of `config/` at stage `local`. */
export interface BenchStack {
  readonly clients: LocalClients;
  readonly topology: Topology;
  /** Status file of the event sources. */
  readonly statusFile: string;
  /** Folder with what functions print and their CPU times. */
  readonly functionLogs: string;
}

/** The surroundings of a measurement on the local AWS. */
export interface StackShell {
  readonly machine: Readonly<Record<string, string | undefined>>;
  readonly tell: (line: string) => void;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Apart from the one of `npm start`. */
const STATE_DIRECTORY = join(ROOT, '.local', 'bench');

/**
 * Starts a local AWS of its own, deploys to it, and removes both whatever happens.
 * @throws LocalStackError while another command of this checkout deploys; the signal's reason
 */
export async function withBenchStack<T>(shell: StackShell, work: (stack: BenchStack) => Promise<T>): Promise<T> {
  return alone(async () => {
    await stopStack(STATE_DIRECTORY);
    try {
      return await work(await startBenchStack(shell));
    } finally {
      await stopStack(STATE_DIRECTORY);
    }
  });
}

async function startBenchStack({ machine, tell, signal }: StackShell): Promise<BenchStack> {
  // Never an endpoint of the caller's: it has other logs.
  const { AWS_ENDPOINT_URL: _, ...own } = machine;
  const topology = loadTopology(MANIFESTS, 'local', ROOT);
  const options = { stateDirectory: STATE_DIRECTORY, region: topology.region, machine: own, tell, signal };
  const state = await startStack({ ...options, endsWithUs: true });
  await saveStack(STATE_DIRECTORY, { ...state, buildFolders: buildFolders(false) });
  signal.throwIfAborted();
  const only = new Set(topology.functions.map(({ service }) => service));
  tell(`deploying ${[...only].join(', ')} (sls deploy)`);
  await deployAll(state.connection, own, tell, { signal, temporary: state.directory, only });
  return {
    clients: createLocalClients(state.connection),
    topology,
    statusFile: runnerFiles(state.directory).status,
    functionLogs: state.connection.functionLogs ?? '',
  };
}
