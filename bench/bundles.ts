import { fileURLToPath } from 'node:url';
import { bundleParts } from './bundle-side.ts';

/** KB (1,000 bytes) that a bundle may have: a twentieth above what it had when the number was set. */
const BUDGETS_KB = {
  's3-sink': 415,
  forwarders: 450,
  router: 455,
  'es-sink': 545,
  'fluent-sink': 470,
  'es-cleaner': 290,
  'eden-api': 585,
  'scheduled-tasks': 190,
  operator: 300,
} as const;

/** A function's bundle, and what it consists of. */
export interface BundleReport {
  readonly service: string;
  readonly kb: number;
  readonly budgetKb: number;
  /** The largest first; `own` is the project's code. */
  readonly dependencies: readonly { readonly name: string; readonly kb: number }[];
}

const PACKAGE = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Bundles every function as it is deployed, without the variables and licences that packaging adds. */
export async function measureBundles(): Promise<readonly BundleReport[]> {
  return Promise.all(Object.entries(BUDGETS_KB).map(([service, budgetKb]) => measureBundle(service, budgetKb)));
}

async function measureBundle(service: string, budgetKb: number): Promise<BundleReport> {
  const parts = await bundleParts(fileURLToPath(new URL(`../services/${service}/handler.ts`, import.meta.url)));
  const bytesOf = new Map<string, number>();
  for (const [path, bytes] of parts) {
    const name = PACKAGE.exec(path)?.[1] ?? 'own';
    bytesOf.set(name, (bytesOf.get(name) ?? 0) + bytes);
  }
  const dependencies = [...bytesOf]
    .map(([name, bytes]) => ({ name, kb: bytes / 1000 }))
    .filter(({ kb }) => kb >= 1)
    .sort((a, b) => b.kb - a.kb);
  return { service, kb: [...parts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000, budgetKb, dependencies };
}
