import { MANIFESTS } from '../../../services/manifests.ts';
import { splitVariables } from '../../../shared/deploy/template/function-values.ts';
import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';

/** Variables that Lambda has of a function: the others are in its bundle. */
export function variablesOf({ service, environment }: StreamFunction): Readonly<Record<string, string>> {
  const manifest = MANIFESTS.find(({ name }) => name === service);
  return manifest === undefined ? environment : splitVariables(manifest, environment).ofLambda;
}
