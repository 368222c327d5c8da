import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { formatProblems, TopologyError } from '../../shared/deploy/topology/problem.ts';
import { findRoot, loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { UsageError } from './shell.ts';

/** The project that this command belongs to; a `config/` in the working folder overrides it. */
const OWN_ROOT = join(import.meta.dirname, '..', '..');

/**
 * The configuration of a stage, from `config/` here or above, else from the project's own.
 * @throws {UsageError} with every problem, file and line.
 */
export function loadStage(stage: string): Topology {
  try {
    return load(stage);
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    throw new UsageError([...new Set(formatProblems(error.problems).split('\n'))]);
  }
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
