import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { formatProblems } from '../../shared/deploy/topology/problem.ts';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { stagesOf } from '../../shared/deploy/topology/sections.ts';

/** A stage with an API, and its function's role. */
export interface ApiRole {
  readonly stage: string;
  readonly role: string;
}

/** The stages of `config/` whose API uses a table, or why they cannot be read. */
export type ApiRoles =
  | { readonly status: 'known'; readonly roles: readonly ApiRole[] }
  | { readonly status: 'unknown'; readonly why: string };

/** The project that this command belongs to; a working folder with a `config/` of its own goes first. */
const OWN_ROOT = join(import.meta.dirname, '..', '..');

/** Finds the roles of the APIs that use a table: `config/stages/*.yml` says which stages do. */
export function findApiRoles(table: string, texts = readTexts()): ApiRoles {
  const roles: ApiRole[] = [];
  for (const stage of stagesOf(texts)) {
    const parsed = parseTopology(MANIFESTS, texts, stage);
    if (parsed.status === 'invalid') return { status: 'unknown', why: formatProblems(parsed.problems) };
    const { settings, names } = parsed.topology;
    if (settings.eden?.table.name === table) roles.push({ stage, role: names.role('eden-api-api') });
  }
  return { status: 'known', roles };
}

function readTexts(): ReturnType<typeof readConfigTexts> {
  try {
    return readConfigTexts();
  } catch {
    return readConfigTexts(OWN_ROOT);
  }
}
