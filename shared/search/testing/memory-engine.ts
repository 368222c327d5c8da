import type { Script, ScriptedAnswer, SeenRequest } from './scripted-engine.ts';

/** Documents by `index/_id`, as an engine keeps them. */
export interface MemoryEngine {
  readonly documents: ReadonlyMap<string, string>;
  readonly answer: Script;
}

/** Just enough of an engine for `create` actions of `_bulk` and for `_mget`: an id is taken once. */
export function createMemoryEngine(): MemoryEngine {
  const documents = new Map<string, string>();

  const create = (action: string, source: string): unknown => {
    const { _index, _id } = (JSON.parse(action) as { create: Record<'_index' | '_id', string> }).create;
    const key = `${_index}/${_id}`;
    if (documents.has(key)) {
      const error = { type: 'version_conflict_engine_exception', reason: `[${_id}]: document already exists` };
      return { create: { _index, status: 409, error } };
    }
    documents.set(key, source);
    return { create: { _index, status: 201 } };
  };

  const bulk = ({ body }: SeenRequest): ScriptedAnswer => {
    const lines = body.toString().split('\n').slice(0, -1);
    const items = lines.flatMap((line, n) => (n % 2 === 0 ? [create(line, lines[n + 1] ?? '')] : []));
    return json({ errors: items.some((item) => JSON.stringify(item).includes('"error"')), items });
  };

  const multiGet = ({ body }: SeenRequest): ScriptedAnswer => {
    const { docs } = JSON.parse(body.toString()) as { docs: readonly Record<'_index' | '_id', string>[] };
    const found = docs.map(({ _index, _id }) => {
      const source = documents.get(`${_index}/${_id}`);
      const head = JSON.stringify({ _index, _id, found: source !== undefined }).slice(0, -1);
      // As an engine does it: the source as it came, with all its digits.
      return source === undefined ? `${head}}` : `${head},"_source":${source}}`;
    });
    return { status: 200, body: `{"docs":[${found.join()}]}` };
  };

  return { documents, answer: (request) => (request.path === '/_bulk' ? bulk(request) : multiGet(request)) };
}

function json(value: unknown): ScriptedAnswer {
  return { status: 200, body: JSON.stringify(value) };
}
