import { isJsonObject } from '../../shared/log/json-object.ts';
import type { SettleOptions, Source } from './conflict.ts';
import { at, readLookup, type Told, told } from './lookup.ts';

/** The settings of an index that change a document before it is returned. */
interface IndexSettings {
  /** Names of its ingest pipelines, in the order they run. */
  readonly pipelines: readonly string[];
  /** Whether it returns a document as it was sent: it makes no `_source` of its own, and leaves no field out. */
  readonly keepsSource: boolean;
}

/** Reads the settings of an index; where this role may not, it has no pipeline and keeps the source. */
export type ReadIndexSettings = (index: string) => Promise<Told<IndexSettings>>;

const PIPELINES = ['index.default_pipeline', 'index.final_pipeline'];
const NO_PIPELINE = '_none';
/** Settings with which an engine makes the source of the indexed values. */
const SOURCE_MODES = ['index.mode', 'index.mapping.source.mode', 'index.derived_source.enabled'];
const MAKES_SOURCE: readonly unknown[] = ['logsdb', 'time_series', 'synthetic', 'true', true];

/** The settings of each index are read once. */
export function createReadIndexSettings({ call, signal }: Pick<SettleOptions, 'call' | 'signal'>): ReadIndexSettings {
  const known = new Map<string, Promise<Told<IndexSettings>>>();

  const read = async (index: string): Promise<Told<IndexSettings>> => {
    const name = encodeURIComponent(index);
    const path = `/${name}/_settings/${[...PIPELINES, ...SOURCE_MODES].join(',')}`;
    const settings = await call({ method: 'GET', path, query: { flat_settings: 'true' }, signal });
    // An index with none of them is left out of the answer.
    const set = readLookup(settings, `GET ${path}`, (body) => at(body, index, 'settings'), undefined);
    if (set.status === 'unknown') return set;
    const mappingPath = `/${name}/_mapping`;
    const query = { filter_path: '*.mappings._source' };
    const mapping = await call({ method: 'GET', path: mappingPath, query, signal });
    const readSource = (body: Source) => at(body, index, 'mappings', '_source');
    const source = readLookup(mapping, `GET ${mappingPath}`, readSource, undefined);
    if (source.status === 'unknown') return source;
    return told({ pipelines: readPipelines(set.value), keepsSource: keepsSource(set.value, source.value) });
  };

  return (index) => {
    const found = known.get(index) ?? read(index);
    known.set(index, found);
    return found;
  };
}

function readPipelines(settings: unknown): readonly string[] {
  return PIPELINES.map((setting) => at(settings, setting)).filter(
    (name): name is string => typeof name === 'string' && name !== NO_PIPELINE,
  );
}

function keepsSource(settings: unknown, source: unknown): boolean {
  if (SOURCE_MODES.some((setting) => MAKES_SOURCE.includes(at(settings, setting)))) return false;
  const { mode, includes, excludes } = isJsonObject(source) ? source : {};
  return mode !== 'synthetic' && isEmpty(includes) && isEmpty(excludes);
}

function isEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}
