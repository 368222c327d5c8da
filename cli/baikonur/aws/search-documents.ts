import { isJsonObject } from '../../../shared/log/json-object.ts';
import { describeAnswer } from '../../../shared/search/search-failure.ts';
import type { CallSearch } from '../../../shared/search/search-port.ts';

/** A document by its index and `_id`. */
interface FoundDocument {
  readonly index: string;
  readonly id: string;
}

/** Documents with some ids, or why they are not known. */
export type SearchedDocuments =
  | {
      readonly status: 'searched';
      readonly documents: readonly FoundDocument[];
      /** Why some indices were not searched. */
      readonly partial?: string;
    }
  | { readonly status: 'failed'; readonly error: string };

const SIZE = 1_000;

/**
 * Looks for documents by `_id` in all indices and data streams whose names begin with a prefix.
 * @param prefix `INDEX_NAME_PREFIX`; empty: names begin with the log type, so all indices are meant
 */
export async function searchDocuments(
  call: CallSearch,
  { prefix, ids }: { readonly prefix: string; readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<SearchedDocuments> {
  const path = `/${prefix === '' ? '*,-.*' : `${encodeURIComponent(prefix)}-*`}/_search`;
  const body = JSON.stringify({ query: { ids: { values: ids } }, _source: false, size: SIZE });
  const query = { ignore_unavailable: 'true', allow_no_indices: 'true' };
  const answer = await call({ method: 'POST', path, query, body, signal });
  if (answer.status === 'answered' && (answer.httpStatus === 401 || answer.httpStatus === 403)) {
    const right = 'no right to search it (es:ESHttpPost, or a role of the engine)';
    return { status: 'failed', error: `${right}: ${describeAnswer(answer, `POST ${path}`)}` };
  }
  if (answer.status === 'failed' || answer.httpStatus !== 200 || !isJsonObject(answer.body)) {
    return { status: 'failed', error: describeAnswer(answer, `POST ${path}`) };
  }
  const { hits, timed_out: isLate, _shards: shards } = answer.body;
  const rows = isJsonObject(hits) && Array.isArray(hits['hits']) ? hits['hits'].filter(isJsonObject) : [];
  const documents = rows.map(({ _index, _id }) => ({ index: String(_index), id: String(_id) }));
  const failed = isJsonObject(shards) ? Number(shards['failed']) : 0;
  if (isLate === true) return { status: 'searched', documents, partial: 'its time was up' };
  return { status: 'searched', documents, ...(failed > 0 && { partial: `${failed} of its shards did not answer` }) };
}
