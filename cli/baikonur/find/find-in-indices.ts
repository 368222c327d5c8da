import { parseConfig } from '../../../services/es-sink/config.ts';
import { createGetCredentials, createSecretReader } from '../../../shared/aws/secret-reader.ts';
import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import { connectSearch } from '../../../shared/search/connect-search.ts';
import type { CallSearch } from '../../../shared/search/search-port.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { searchDocuments } from '../aws/search-documents.ts';
import type { Looking } from './looking.ts';

/** The indices that one es-sink writes. */
export interface IndexSource {
  /** Host of the engine, and the beginning of the indices' names. */
  readonly what: string;
  readonly prefix: string;
  readonly call: CallSearch;
}

/** Shorter than es-sink's: a person waits, and an engine in a VPC does not answer from outside. */
const TIMEOUT_MS = 10_000;
/** Ids that are looked for at a time. */
const MAX_IDS = 1_000;

/** The indices of each es-sink of `config/`, each place once. */
export function indexSourcesOf(functions: readonly StreamFunction[], env: Env): readonly IndexSource[] {
  const sources = functions
    .filter(({ service }) => service === 'es-sink')
    .map(({ environment }): IndexSource => {
      const { common, search, naming } = parseConfig(environment);
      const timeoutMs = Math.min(search.timeoutMs, TIMEOUT_MS);
      return {
        what: `indices ${naming.prefix === '' ? '*' : `${naming.prefix}-*`} on ${search.url}`,
        prefix: naming.prefix,
        call: connectSearch(
          { ...search, timeoutMs },
          { region: common.region, getCredentials: createGetCredentials(env), readSecret: createSecretReader(env) },
        ),
      };
    });
  return sources.filter((one, index) => sources.findIndex(({ what }) => what === one.what) === index);
}

/** Looks for documents by their `_id`, which is the log's id. */
export async function findInIndices(
  sources: readonly IndexSource[],
  ids: readonly string[],
  { add, skip, signal }: Looking,
): Promise<void> {
  for (const { what, prefix, call } of sources) {
    const searched = await searchDocuments(call, { prefix, ids: ids.slice(0, MAX_IDS) }, signal);
    if (searched.status === 'failed') skip(what, searched.error);
    else {
      if (searched.partial !== undefined) skip(`a part of the ${what}`, searched.partial);
      for (const { index, id } of searched.documents) if (!add({ kind: 'index', index, id, logId: id })) return;
    }
  }
}
