import { isJsonObject } from '../../shared/log/json-object.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { meaningOf } from './answer.ts';
import type { Conflict, SettleOptions, Source } from './conflict.ts';
import { at } from './lookup.ts';
import { openJson, type ReadSource, sourceAt } from './read-source.ts';

/** One document of an answer, and its source where there is one. */
export interface StoredDocument {
  readonly head: Source;
  readonly source: ReadSource | undefined;
}

/** The documents that the engine has under the ids of some logs. */
export type Stored =
  | { readonly status: 'documents'; readonly documents: readonly StoredDocument[] }
  /** Not shown to this role, now or later. */
  | { readonly status: 'unavailable' }
  /** They are together much larger than our logs: at least one of them is another log. */
  | { readonly status: 'tooLarge'; readonly error: string }
  | { readonly status: 'unknown'; readonly error: string };

/** A document to look at. */
export type Lookup = Pick<Conflict, 'index' | 'id' | 'log'> & { readonly routing?: unknown };

/** Documents of one request, unless one is larger alone: what is stored is parsed, and a sender decides how large it is. */
const MAX_DOCUMENTS = 64;
const MAX_BYTES = 512 * 1024;
/** An ingest pipeline may make a document larger: of a group, what is compared is at most so many times as long as our logs, … */
const GROWTH = 3;
/** … and so many bytes longer for each, with the members of an answer that are not the source. */
const EXTRA_BYTES = 16 * 1024;

const OPERATION = 'POST /_mget';

/** Cuts conflicts into groups of one request each, in their order. */
export function groupLookups<T extends Lookup>(conflicts: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let bytes = 0;
  for (const conflict of conflicts) {
    const last = groups.at(-1);
    bytes += conflict.log.data.length;
    if (last !== undefined && last.length < MAX_DOCUMENTS && bytes <= MAX_BYTES) last.push(conflict);
    else {
      groups.push([conflict]);
      bytes = conflict.log.data.length;
    }
  }
  return groups;
}

/** Reads the stored documents of some logs, whole. @returns one for each log, in their order. */
export async function fetchStored(
  lookups: readonly Lookup[],
  { call, signal }: Pick<SettleOptions, 'call' | 'signal'>,
): Promise<Stored> {
  const docs = lookups.map(({ index, id, routing }) => ({ _index: index, _id: id, routing }));
  const bytes = lookups.reduce((sum, { log }) => sum + log.data.length, 0);
  const maxBytes = Math.max(bytes, Math.min(GROWTH * bytes, GROWTH * MAX_BYTES)) + lookups.length * EXTRA_BYTES;
  const answer = await call({
    method: 'POST',
    path: '/_mget',
    body: JSON.stringify({ docs }),
    exact: { maxBytes },
    signal,
  });
  if (answer.status === 'failed' && answer.isTooLarge) return { status: 'tooLarge', error: answer.error };
  if (answer.status === 'answered' && meaningOf('lookup', answer.httpStatus) === 'unavailable') {
    return { status: 'unavailable' };
  }
  return readDocuments(answer, lookups) ?? { status: 'unknown', error: describeAnswer(answer, OPERATION) };
}

/** The documents, where there is one for each log, and its own. */
function readDocuments(answer: SearchAnswer, lookups: readonly Lookup[]): Stored | undefined {
  if (answer.status === 'failed' || !isJsonObject(answer.body)) return undefined;
  const { body, text = JSON.stringify(body) } = answer;
  const docs = body['docs'];
  if (!Array.isArray(docs) || docs.length !== lookups.length) return undefined;
  const isEachItsOwn = docs.every((document, index) => at(document, '_id') === lookups[index]?.id);
  if (!isEachItsOwn) return undefined;
  const opened = openJson({ body, text });
  const documents = docs.map((head: Source, index) => ({ head, source: sourceAt(opened, ['docs', index, '_source']) }));
  return { status: 'documents', documents };
}
