import type { Conflict, SettleOptions, Source } from './conflict.ts';
import { at, readLookup, type Told } from './lookup.ts';
import { fetchStored, type Stored, type StoredDocument } from './stored-documents.ts';

/** Finds a stored document by the routing of the alias to which its log was sent. */
export type FindRouted = (conflict: Conflict) => Promise<Stored>;

const NOT_FOUND: StoredDocument = { head: { found: false }, source: undefined };
/** The engine has no such alias, or does not show it to this role. */
const UNAVAILABLE = Symbol('unavailable');

/** The routing of an alias is read once. */
export function createFindRouted(options: Pick<SettleOptions, 'call' | 'signal'>): FindRouted {
  const { call, signal } = options;
  const known = new Map<string, Promise<Told<unknown>>>();

  const readRouting = async ({ index, name }: Conflict): Promise<Told<unknown>> => {
    const path = `/${encodeURIComponent(index)}/_alias/${encodeURIComponent(name)}`;
    const answer = await call({ method: 'GET', path, signal });
    const read = (body: Source) => at(body, index, 'aliases', name, 'index_routing');
    return readLookup(answer, `GET ${path}`, read, UNAVAILABLE);
  };

  const routingOf = (conflict: Conflict): Promise<Told<unknown>> => {
    const key = JSON.stringify([conflict.index, conflict.name]);
    const found = known.get(key) ?? readRouting(conflict);
    known.set(key, found);
    return found;
  };

  return async (conflict) => {
    const routing = await routingOf(conflict);
    if (routing.status === 'unknown') return routing;
    const { index, id, name } = conflict;
    if (routing.value === UNAVAILABLE) {
      return { status: 'unknown', error: `${index}/${id} exists, but the routing of alias ${name} cannot be read` };
    }
    if (routing.value === undefined) return { status: 'documents', documents: [NOT_FOUND] };
    return fetchStored([{ ...conflict, routing: routing.value }], options);
  };
}
