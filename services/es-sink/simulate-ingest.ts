import { type Conflict, isRecord, type SettleOptions, type Source } from './conflict.ts';

/** What the index's ingest pipelines make of a log; `undefined` where there are none or nobody can tell. */
export type Simulate = (conflict: Conflict) => Promise<Source | undefined>;

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), value);

const PIPELINE_SETTINGS = ['index.default_pipeline', 'index.final_pipeline'];
const NO_PIPELINE = '_none';

/** Simulates ingest pipelines; the pipelines of an index are looked up once. */
export const createSimulate = ({ call, signal }: Pick<SettleOptions, 'call' | 'signal'>): Simulate => {
  const known = new Map<string, Promise<readonly string[]>>();

  const findPipelines = async (index: string): Promise<readonly string[]> => {
    const path = `/${encodeURIComponent(index)}/_settings/${PIPELINE_SETTINGS.join(',')}`;
    const answer = await call({ method: 'GET', path, query: { flat_settings: 'true' }, signal });
    const settings = answer.status === 'answered' ? at(answer.body, index, 'settings') : undefined;
    return PIPELINE_SETTINGS.map((setting) => at(settings, setting)).filter(
      (name): name is string => typeof name === 'string' && name !== NO_PIPELINE,
    );
  };

  const pipelinesOf = (index: string): Promise<readonly string[]> => {
    const found = known.get(index) ?? findPipelines(index);
    known.set(index, found);
    return found;
  };

  const runOne = async (pipeline: string, { index, id }: Conflict, source: string): Promise<Source | undefined> => {
    const names = `"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)}`;
    const answer = await call({
      method: 'POST',
      path: `/_ingest/pipeline/${encodeURIComponent(pipeline)}/_simulate`,
      body: `{"docs":[{${names},"_source":${source}}]}`,
      signal,
    });
    const result = answer.status === 'answered' ? at(answer.body, 'docs', 0, 'doc', '_source') : undefined;
    return isRecord(result) ? result : undefined;
  };

  return async (conflict) => {
    const pipelines = await pipelinesOf(conflict.index);
    let source = conflict.log.data.toString();
    let result: Source | undefined;
    for (const pipeline of pipelines) {
      result = await runOne(pipeline, conflict, source);
      if (result === undefined) return undefined;
      source = JSON.stringify(result);
    }
    return result;
  };
};
