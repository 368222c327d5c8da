import type { Conflict, SettleOptions, Source } from './conflict.ts';
import { readLookup, type Told, told } from './lookup.ts';
import { openJson, type ReadSource, sourceAt } from './read-source.ts';

/** The log as ingest pipelines change it; `undefined` where there are none or this role may not ask. */
export type Simulate = (conflict: Conflict, pipelines: readonly string[]) => Promise<Told<ReadSource | undefined>>;

/** The result of a pipeline may be many times as long as the log; one that is longer than this is not compared. */
const MAX_RESULT_BYTES = 32 * 1024 * 1024;

/** Simulates ingest pipelines, one after the other. Numbers keep their digits between them. */
export function createSimulate({ call, signal }: Pick<SettleOptions, 'call' | 'signal'>): Simulate {
  const runOne = async (pipeline: string, { index, id }: Conflict, source: string): ReturnType<Simulate> => {
    const path = `/_ingest/pipeline/${encodeURIComponent(pipeline)}/_simulate`;
    const names = `"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)}`;
    const body = `{"docs":[{${names},"_source":${source}}]}`;
    const answer = await call({ method: 'POST', path, body, exact: { maxBytes: MAX_RESULT_BYTES }, signal });
    // The stored document was short enough to be read: what is this long is another one.
    if (answer.status === 'failed' && answer.isTooLarge) return told(undefined);
    const read = (body: Source): ReadSource | undefined => {
      const text = (answer.status === 'answered' ? answer.text : undefined) ?? JSON.stringify(body);
      return sourceAt(openJson({ body, text }), ['docs', 0, 'doc', '_source']);
    };
    return readLookup(answer, `POST ${path}`, read, undefined);
  };

  return async (conflict, pipelines) => {
    let source = conflict.log.data.toString();
    let result: ReadSource | undefined;
    for (const pipeline of pipelines) {
      const made = await runOne(pipeline, conflict, source);
      if (made.status === 'unknown' || made.value === undefined) return made;
      result = made.value;
      source = JSON.stringify(result.exact());
    }
    return told(result);
  };
}
