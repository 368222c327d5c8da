import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MANIFESTS } from '../../services/manifests.ts';
import type { ServiceManifest } from '../../shared/deploy/manifest.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { ROOT } from './paths.ts';

/** A service of serverless-compose.yml. */
export interface ComposeService {
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** Services that must be deployed before it. */
  readonly after: readonly string[];
}

/** The services in the order of serverless-compose.yml. */
export function listServices(): ComposeService[] {
  const { services } = parse(readFileSync(join(ROOT, 'serverless-compose.yml'), 'utf8')) as {
    readonly services: Readonly<Record<string, { readonly path: string; readonly dependsOn?: string | string[] }>>;
  };
  return Object.entries(services).map(([name, { path, dependsOn = [] }]) => ({
    name,
    folder: join(ROOT, path),
    after: [dependsOn].flat(),
  }));
}

/**
 * Names of the services that have a function at stage `local`: the others deploy nothing that could be used.
 * @param configRoot the folder that holds `config/`
 */
export function usedServices(configRoot: string): ReadonlySet<string> {
  const topology = loadTopology(MANIFESTS, 'local', configRoot);
  return new Set(MANIFESTS.filter((service) => isUsed(service, topology)).map(({ name }) => name));
}

function isUsed({ name, trigger }: ServiceManifest, { functions, cleaner, settings, tasks }: Topology): boolean {
  switch (trigger) {
    case 'stream':
      return functions.some(({ service }) => service === name);
    case 'schedule':
      return cleaner !== undefined;
    case 'http':
      return settings.eden !== undefined;
    case 'tasks':
      return tasks.length > 0;
    case 'states':
      return settings.operator !== undefined;
  }
}
