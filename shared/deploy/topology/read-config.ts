import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServiceManifest } from '../manifest.ts';
import { parseTopology } from './parse-topology.ts';
import { TopologyError } from './problem.ts';
import { type ConfigTexts, FILES, stageFile } from './sections.ts';
import type { Topology } from './topology.ts';

/**
 * Reads the configuration of a stage from the project around the working folder, or from `root`.
 * @throws {TopologyError} that lists every problem with file and line.
 */
export function loadTopology(services: readonly ServiceManifest[], stage: string, root?: string): Topology {
  const parsed = parseTopology(services, readConfigTexts(root), stage);
  if (parsed.status === 'invalid') throw new TopologyError(parsed.problems);
  return parsed.topology;
}

/** The config files below a project's root, by their path. */
export function readConfigTexts(root: string = findRoot(process.cwd())): ConfigTexts {
  const stages = readdirSync(join(root, 'config/stages')).filter((file) => file.endsWith('.yml'));
  const files = [...Object.values(FILES), ...stages.map((file) => stageFile(file.slice(0, -'.yml'.length)))];
  return Object.fromEntries(
    files
      .filter((file) => existsSync(join(root, file)))
      .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const),
  );
}

/** Finds the project's root: the nearest folder upwards that holds `config/service.yml`. */
function findRoot(from: string): string {
  if (existsSync(join(from, FILES.service))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no ${FILES.service} in ${process.cwd()} or above`);
  return findRoot(parent);
}
