import { randomBytes } from 'node:crypto';

/** Direct access of a test to an engine: settings, indices, stored documents. */
export interface EngineApi {
  readonly url: string;
  /** Sends a request; throws unless the status is 2xx. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Names of all indices that begin with the prefix, hidden ones included. */
  readonly names: (prefix: string) => Promise<readonly string[]>;
  /** Deletes what this run has made, by name: an engine may forbid wildcards. */
  readonly cleanUp: () => Promise<void>;
  /** Sources by `index/_id`, of all indices that begin with the prefix. */
  readonly documents: (prefix: string) => Promise<ReadonlyMap<string, unknown>>;
}

interface SearchBody {
  readonly hits: { readonly hits: readonly { _index: string; _id: string; _source: unknown }[] };
}

const MAX_HITS = 10_000;
const NAMES_PER_CALL = 20;

/**
 * Prefix of all indices of this run, so that other indices of the engine are not changed. It has no digits, because
 * Curator reads the first eight digits of a name as its date.
 */
const RUN_PREFIX = `t${randomBytes(5)
  .toString('hex')
  .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}`;

let prefixes = 0;

/** A prefix that no other test, and no other user of the engine, has. */
export function uniquePrefix(): string {
  return `${RUN_PREFIX}n${prefixes++}n`;
}

export function createEngineApi(url: string): EngineApi {
  const send: EngineApi['send'] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const names: EngineApi['names'] = async (prefix) => {
    const path = `/_cat/indices/${prefix}*?format=json&h=index&expand_wildcards=all`;
    return ((await send('GET', path)) as readonly { index: string }[]).map(({ index }) => index).sort();
  };
  return {
    url,
    send,
    names,
    cleanUp: async () => {
      // A data stream is deleted by its name, and its test does so.
      const all = (await names(RUN_PREFIX)).filter((name) => !name.startsWith('.ds-')).map(encodeURIComponent);
      for (let from = 0; from < all.length; from += NAMES_PER_CALL) {
        await send('DELETE', `/${all.slice(from, from + NAMES_PER_CALL).join()}`);
      }
    },
    documents: async (prefix) => {
      await send('POST', `/${prefix}*/_refresh`);
      const { hits } = (await send('GET', `/${prefix}*/_search?size=${MAX_HITS}`)) as SearchBody;
      return new Map(hits.hits.map(({ _index, _id, _source }) => [`${_index}/${_id}`, _source]));
    },
  };
}
