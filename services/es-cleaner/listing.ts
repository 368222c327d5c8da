import { isJsonObject } from '../../shared/log/json-object.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { parseIndexDate } from './index-date.ts';

/** An index as the engine lists it. */
export interface ListedIndex {
  readonly name: string;
  /** Bytes on disk; `undefined` if the engine does not list it (closed indices). */
  readonly sizeBytes: number | undefined;
  readonly documents: number | undefined;
  /** Hidden, or a system index. */
  readonly isHidden: boolean;
  readonly dataStream: string | undefined;
  /** The alias whose write index this is, if any. */
  readonly writeAlias: string | undefined;
}

/** All indices, or why they could not be listed. Then nothing may be deleted. */
export type Listing =
  | { readonly status: 'listed'; readonly indices: readonly ListedIndex[] }
  | { readonly status: 'failed'; readonly error: string };

type Fields = Readonly<Record<string, unknown>>;

const REQUESTS = {
  sizes: {
    path: '/_cat/indices',
    query: { format: 'json', bytes: 'b', h: 'index,docs.count,store.size', expand_wildcards: 'open,closed' },
  },
  attributes: { path: '/_resolve/index/*', query: { expand_wildcards: 'all' } },
  aliases: { path: '/_alias', query: { expand_wildcards: 'all' } },
} as const;

/** An answer that is not a complete listing; caught in `listIndices`. */
class ListingError extends Error {
  override readonly name = 'ListingError';
}

/** Lists all indices by three requests, which must agree on every name. */
export async function listIndices(call: CallSearch, signal?: AbortSignal): Promise<Listing> {
  const get = ({ path, query }: (typeof REQUESTS)[keyof typeof REQUESTS]) =>
    call({ method: 'GET', path, query, signal });
  // This list first: an index that is created meanwhile is then in the later lists only, and is not considered.
  const sizes = await get(REQUESTS.sizes);
  const [attributes, aliases] = await Promise.all([get(REQUESTS.attributes), get(REQUESTS.aliases)]);
  try {
    const indices = combine(
      bodyOf(sizes, REQUESTS.sizes.path),
      bodyOf(attributes, REQUESTS.attributes.path),
      bodyOf(aliases, REQUESTS.aliases.path),
    );
    return { status: 'listed', indices };
  } catch (error) {
    if (error instanceof ListingError) return { status: 'failed', error: error.message };
    throw error;
  }
}

function combine(sizes: unknown, attributes: unknown, aliases: unknown): readonly ListedIndex[] {
  const { path } = REQUESTS.sizes;
  if (!isRows(sizes)) return refuse(path, 'no list of indices');
  const [attributesOf, writeAliasOf] = [readAttributes(attributes), readWriteAliases(aliases)];
  return sizes.map((row) => {
    const name = row['index'];
    if (typeof name !== 'string' || name === '') return refuse(path, `an index without name: ${JSON.stringify(row)}`);
    const found = attributesOf.get(name);
    // Created or deleted between two requests, or the list is incomplete.
    if (found === undefined || !writeAliasOf.has(name)) return refuse(path, `${name} is not in every list`);
    const { data_stream: dataStream, attributes: flags } = found;
    return {
      name,
      sizeBytes: numberOf(row['store.size']),
      documents: numberOf(row['docs.count']),
      isHidden: name.startsWith('.') || isOwn(flags),
      dataStream: typeof dataStream === 'string' ? dataStream : undefined,
      writeAlias: writeAliasOf.get(name),
    };
  });
}

function isRows(value: unknown): value is readonly Fields[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

function refuse(path: string, what: string): never {
  throw new ListingError(`GET ${path}: ${what}`);
}

function readAttributes(body: unknown): ReadonlyMap<string, Fields> {
  const { path } = REQUESTS.attributes;
  const indices = isJsonObject(body) ? body['indices'] : undefined;
  if (!isRows(indices)) return refuse(path, 'no list of indices');
  return new Map(indices.map((row) => [String(row['name']), row]));
}

/**
 * By index, the alias whose write index it is: marked so, or the alias's only index. An alias whose own name ends in a
 * date belongs to that day, as its index does: it protects no index.
 */
function readWriteAliases(body: unknown): ReadonlyMap<string, string | undefined> {
  const { path } = REQUESTS.aliases;
  if (!isJsonObject(body)) return refuse(path, 'no object of indices');
  const rows = Object.entries(body).map(([index, value]) => {
    const aliases = isJsonObject(value) ? value['aliases'] : undefined;
    return [index, isJsonObject(aliases) ? aliases : refuse(path, `index ${index} has no aliases object`)] as const;
  });
  const counts = new Map<string, number>();
  for (const [, aliases] of rows) {
    for (const alias of Object.keys(aliases)) counts.set(alias, (counts.get(alias) ?? 0) + 1);
  }
  const writes = ([alias, value]: readonly [string, unknown]): boolean => {
    const flag = isJsonObject(value) ? value['is_write_index'] : undefined;
    return flag === true || (flag !== false && counts.get(alias) === 1 && parseIndexDate(alias) === undefined);
  };
  return new Map(rows.map(([index, aliases]) => [index, Object.entries(aliases).find(writes)?.[0]]));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

function isOwn(attributes: unknown): boolean {
  return !Array.isArray(attributes) || attributes.some((attribute) => attribute === 'hidden' || attribute === 'system');
}

function bodyOf(answer: SearchAnswer, path: string): unknown {
  return answer.status === 'answered' && answer.httpStatus === 200
    ? answer.body
    : refuse(path, describeAnswer(answer, 'the list did not come'));
}
