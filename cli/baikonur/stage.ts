import { join } from 'node:path';
import { STATE_DIRECTORY } from '../../local/stack/paths.ts';
import { loadStack } from '../../local/stack/stack-state.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { formatProblems, TopologyError } from '../../shared/deploy/topology/problem.ts';
import { findRoot, loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import type { Env } from '../../shared/settings/env-reader.ts';
import { UsageError } from './shell.ts';

const LOCAL_STAGE = 'local';

/** The project that this command belongs to; a `config/` in the working folder overrides it. */
const OWN_ROOT = join(import.meta.dirname, '..', '..');

/**
 * The configuration of a stage, from `config/` here or above, else from the project's own; or from that of a root.
 * @throws {UsageError} with every problem, file and line.
 */
export function loadStage(stage: string, root?: string): Topology {
  try {
    return root === undefined ? load(stage) : loadTopology(MANIFESTS, stage, root);
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    throw new UsageError([...new Set(formatProblems(error.problems).split('\n'))]);
  }
}

/**
 * The configuration of a stage as commands on AWS need it. `npm run local -- up --with …` deploys more than `config/` has: for the
 * local AWS that is up it is the configuration that was deployed there, where no other project's `config/` is nearer.
 * @throws {UsageError} with every problem, file and line.
 */
export async function loadDeployedStage(
  stage: string,
  { AWS_ENDPOINT_URL: endpoint }: Env,
  stateDirectory: string = STATE_DIRECTORY,
): Promise<Topology> {
  if (stage !== LOCAL_STAGE || stageRoot() !== OWN_ROOT) return loadStage(stage);
  const stack = await loadStack(stateDirectory);
  const isMeant = stack !== undefined && (!endpoint || endpoint === stack.connection.endpoint);
  return loadStage(stage, isMeant ? stack.configRoot : undefined);
}

/** The folder that holds the `config/` which {@link loadStage} reads. */
export function stageRoot(): string {
  try {
    return findRoot(process.cwd());
  } catch {
    return OWN_ROOT;
  }
}

function load(stage: string): Topology {
  try {
    return loadTopology(MANIFESTS, stage);
  } catch (error) {
    if (error instanceof TopologyError) throw error;
    // No config/ here or above.
    return loadTopology(MANIFESTS, stage, OWN_ROOT);
  }
}
