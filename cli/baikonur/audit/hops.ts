import type { Stream, StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';

/** A function that puts logs to a stream. */
interface Writer {
  readonly fn: StreamFunction;
  /** `kinesis:<stream>`. */
  readonly target: string;
  /** The name of its series of what it delivered there. */
  readonly series: string;
}

/** A stream, and one function that reads it. */
export interface Hop {
  readonly stream: Stream;
  readonly reader: StreamFunction;
  /** Empty: only others write to it. */
  readonly writers: readonly Writer[];
  /** Others write to it too, by what `config/` says: applications, CloudWatch Logs. */
  readonly isOpen: boolean;
}

/** Targets that a function counts apart. A function with one target counts it as its own. */
export function countedTargets({ service, targets }: StreamFunction): readonly string[] {
  return service === 'router' ? [...new Set(targets.map(({ kind, name }) => `${kind}:${name}`))] : [];
}

/** Every hop of a stage. */
export function hopsOf({ streams, functions, subscriptions }: Topology): readonly Hop[] {
  return streams.flatMap((stream) => {
    const writers = functions.flatMap((fn) => writersTo(fn, stream.name));
    const isSubscribed = subscriptions.some((one) => one.stream.name === stream.name);
    return functions
      .filter(({ source }) => source.name === stream.name)
      .map((reader) => ({ stream, reader, writers, isOpen: writers.length === 0 || isSubscribed }));
  });
}

/** Targets whose readers are not functions of the stage: streams of others, and Firehose. */
export function unreadTargets({ functions }: Topology): readonly string[] {
  const read = new Set(functions.map(({ source }) => `kinesis:${source.name}`));
  const targets = functions.flatMap((fn) => fn.targets.map(({ kind, name }) => `${kind}:${name}`));
  return [...new Set(targets)].filter((target) => !read.has(target));
}

function writersTo(fn: StreamFunction, stream: string): readonly Writer[] {
  const target = `kinesis:${stream}`;
  if (!fn.targets.some(({ kind, name }) => kind === 'kinesis' && name === stream)) return [];
  return [{ fn, target, series: countedTargets(fn).includes(target) ? `LogsDelivered ${target}` : 'LogsDelivered' }];
}
