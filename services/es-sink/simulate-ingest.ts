import { isJsonObject } from '../../shared/log/json-object.ts';
import type { Conflict, SettleOptions, Source } from './conflict.ts';
import { at, readLookup, type Told, told } from './lookup.ts';

/** The log as the index's ingest pipelines change it; `undefined` where there are none or this role may not ask. */
export type Simulate = (conflict: Conflict) => Promise<Told<Source | undefined>>;

const PIPELINE_SETTINGS = ['index.default_pipeline', 'index.final_pipeline'];
const NO_PIPELINE = '_none';

/** Simulates ingest pipelines; the pipelines of an index are looked up once. */
export function createSimulate({ call, signal }: Pick<SettleOptions, 'call' | 'signal'>): Simulate {
  const known = new Map<string, Promise<Told<readonly string[]>>>();

  const findPipelines = async (index: string): Promise<Told<readonly string[]>> => {
    const path = `/${encodeURIComponent(index)}/_settings/${PIPELINE_SETTINGS.join(',')}`;
    const answer = await call({ method: 'GET', path, query: { flat_settings: 'true' }, signal });
    // An index with neither of them is left out of the answer.
    return readLookup(answer, `GET ${path}`, (body) => readPipelines(at(body, index, 'settings')), []);
  };

  const pipelinesOf = (index: string): Promise<Told<readonly string[]>> => {
    const found = known.get(index) ?? findPipelines(index);
    known.set(index, found);
    return found;
  };

  const runOne = async (pipeline: string, { index, id }: Conflict, source: string): ReturnType<Simulate> => {
    const path = `/_ingest/pipeline/${encodeURIComponent(pipeline)}/_simulate`;
    const names = `"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)}`;
    const answer = await call({ method: 'POST', path, body: `{"docs":[{${names},"_source":${source}}]}`, signal });
    const read = (body: Source): Source | undefined => {
      const result = at(body, 'docs', 0, 'doc', '_source');
      return isJsonObject(result) ? result : undefined;
    };
    return readLookup(answer, `POST ${path}`, read, undefined);
  };

  return async (conflict) => {
    const pipelines = await pipelinesOf(conflict.index);
    if (pipelines.status === 'unknown') return pipelines;
    let source = conflict.log.data.toString();
    let result: Source | undefined;
    for (const pipeline of pipelines.value) {
      const made = await runOne(pipeline, conflict, source);
      if (made.status === 'unknown' || made.value === undefined) return made;
      result = made.value;
      source = JSON.stringify(result);
    }
    return told(result);
  };
}

function readPipelines(settings: unknown): readonly string[] {
  return PIPELINE_SETTINGS.map((setting) => at(settings, setting)).filter(
    (name): name is string => typeof name === 'string' && name !== NO_PIPELINE,
  );
}
