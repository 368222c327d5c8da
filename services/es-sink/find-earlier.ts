import { isJsonObject } from '../../shared/log/json-object.ts';
import type { Log } from '../../shared/log/log.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { meaningOf } from './answer.ts';
import { at } from './lookup.ts';

/** A log, and the data stream to which it goes. */
export interface StreamItem {
  readonly log: Log;
  readonly stream: string;
}

/** Where ids of logs exist already. */
export interface Earlier {
  /** The index that has the log's id. */
  readonly indices: ReadonlyMap<Log, string>;
  /** Logs of which the engine does not say for now, each with a sentence. */
  readonly failures: ReadonlyMap<Log, string>;
}

const IDS_PER_SEARCH = 500;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Searches data streams for the ids of logs. A search sees only what was refreshed, so the stream is refreshed first;
 * where this role may not do that, it is searched as it is. Where this role may not search, nothing is found.
 */
export async function findEarlier(
  items: readonly StreamItem[],
  call: CallSearch,
  signal: AbortSignal,
): Promise<Earlier> {
  const indices = new Map<Log, string>();
  const failures = new Map<Log, string>();
  for (const [stream, group] of Map.groupBy(items, (item) => item.stream)) {
    const unrefreshed = await refresh(stream, call, signal);
    for (let start = 0; start < group.length; start += IDS_PER_SEARCH) {
      const logs = group.slice(start, start + IDS_PER_SEARCH).map(({ log }) => log);
      const ids = [...new Set(logs.map(({ logId }) => logId))];
      const found = unrefreshed ?? (await findIds(stream, ids, call, signal));
      for (const log of logs) {
        if (typeof found === 'string') failures.set(log, found);
        else if (found.has(log.logId)) indices.set(log, found.get(log.logId) ?? '');
      }
    }
  }
  return { indices, failures };
}

/** Makes all documents of a data stream visible to a search. @returns a sentence where the engine does not do it for now. */
async function refresh(stream: string, call: CallSearch, signal: AbortSignal): Promise<string | undefined> {
  const path = `/${encodeURIComponent(stream)}/_refresh`;
  const answer = await call({ method: 'POST', path, signal });
  const meaning = answer.status === 'answered' ? meaningOf('lookup', answer.httpStatus) : 'hold';
  const failedShards = answer.status === 'answered' ? at(answer.body, '_shards', 'failed') : undefined;
  const isDone = meaning === 'unavailable' || (meaning === 'ok' && (failedShards ?? 0) === 0);
  return isDone ? undefined : describeAnswer(answer, `POST ${path}`);
}

/** The index of each id that exists; a sentence where the engine does not say for now. */
async function findIds(
  stream: string,
  ids: readonly string[],
  call: CallSearch,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | string> {
  const found = new Map<string, string>();
  for (let left = ids; left.length > 0; ) {
    const hits = await searchIds(stream, left, call, signal);
    if (typeof hits === 'string') return hits;
    for (const [id, index] of hits) found.set(id, index);
    const open = left.filter((id) => !found.has(id));
    // An id that is in several backing indices has as many hits: then some ids may be left out of the answer.
    if (hits.length < left.length || open.length === left.length) return found;
    left = open;
  }
  return found;
}

/** Ids that exist, each with its index, as many as ids were asked for at most; a sentence where the engine does not say. */
async function searchIds(
  stream: string,
  values: readonly string[],
  call: CallSearch,
  signal: AbortSignal,
): Promise<readonly (readonly [id: string, index: string])[] | string> {
  const path = `/${encodeURIComponent(stream)}/_search`;
  const body = JSON.stringify({ size: values.length, _source: false, query: { ids: { values } } });
  const query = { filter_path: 'hits.hits._index,hits.hits._id,timed_out,_shards.failed' };
  const answer = await call({ method: 'POST', path, query, body, exact: { maxBytes: MAX_ANSWER_BYTES }, signal });
  const meaning = answer.status === 'answered' ? meaningOf('lookup', answer.httpStatus) : 'hold';
  if (meaning === 'unavailable') return [];
  const isWhole =
    answer.status === 'answered' &&
    at(answer.body, 'timed_out') === false &&
    at(answer.body, '_shards', 'failed') === 0;
  if (meaning !== 'ok' || !isWhole) return describeAnswer(answer, `POST ${path}`);
  const hits = at(answer.body, 'hits', 'hits');
  const found = Array.isArray(hits) ? hits.filter(isJsonObject) : [];
  return found.map((hit) => [String(hit['_id']), String(hit['_index'])] as const);
}
