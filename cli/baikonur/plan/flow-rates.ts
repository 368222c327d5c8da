import { aggregationOf, STREAM_VARIABLES, streamSettings } from '../../../shared/delivery/stream-variables.ts';
import type { StreamFunction, Target, Topology } from '../../../shared/deploy/topology/topology.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import { parseSettings } from '../../../shared/settings/env-reader.ts';
import { batchesOf } from './batches.ts';
import { shardsOf } from './stream-items.ts';
import { type Load, sumOf } from './workload.ts';

/** The loads of every part of a stage. */
export interface FlowRates {
  /** On a stream. */
  readonly onStream: (name: string) => readonly Load[];
  /** That a function takes of its stream. */
  readonly takenBy: (fn: StreamFunction) => readonly Load[];
  /** That reach a delivery stream. */
  readonly toDelivery: (name: string) => readonly Load[];
}

/**
 * Follows the loads through the topology. All of them arrive at the router's stream. A `where` lets everything through: what
 * a field contains is not known.
 */
export function flowRates(topology: Topology, loads: readonly Load[]): FlowRates {
  const entry = (topology.functions.find(({ service }) => service === 'router') ?? topology.functions[0])?.source.name;
  const known = new Map<string, readonly Load[]>();
  const arriving = (kind: Target['kind'], name: string): readonly Load[] =>
    topology.functions.flatMap((fn) => {
      const targets = fn.targets.filter((target) => target.kind === kind && target.name === name);
      return targets.flatMap((target) => passedOn(topology, fn, target, onStream(fn.source.name)));
    });
  const onStream = (name: string): readonly Load[] => {
    const found = known.get(name) ?? [...(name === entry ? loads : []), ...arriving('kinesis', name)];
    known.set(name, found);
    return found;
  };
  return {
    onStream,
    takenBy: (fn) => taken(fn, onStream(fn.source.name)),
    toDelivery: (name) => arriving('firehose', name),
  };
}

/** The loads of a function's stream as they are on one of its targets. */
function passedOn(topology: Topology, fn: StreamFunction, to: Target, loads: readonly Load[]): readonly Load[] {
  const alone = passed(topology, fn, to, loads).map(({ logsPerRecord: _, ...load }) => load);
  if (!isAggregated(topology, fn, to)) return alone;
  const logsPerRecord = logsOfAnAggregate(topology, fn, { to, loads, sent: alone });
  return alone.map((load) => ({ ...load, logsPerRecord }));
}

function isAggregated({ routes }: Topology, { service, environment }: StreamFunction, to: Target): boolean {
  if (service !== 'router') return environment['AGGREGATE'] === 'true';
  return routes.some(({ target, aggregate }) => aggregate && target.kind === to.kind && target.name === to.name);
}

/** As many as an invocation has for a shard of the target, unless that is more than an aggregate may be. */
function logsOfAnAggregate(
  { functions }: Topology,
  fn: StreamFunction,
  { to, loads, sent }: { readonly to: Target; readonly loads: readonly Load[]; readonly sent: readonly Load[] },
): number {
  const readers = functions.filter(({ source }) => source.name === fn.source.name).length;
  const invocations = batchesOf({ fn, loads, shards: shardsOf(fn.source, { loads, readers }) }).perSecond;
  const { logsPerSecond, bytesPerSecond } = sumOf(sent);
  if (invocations === 0 || logsPerSecond === 0) return 1;
  // `config:check` has found nothing wrong with the variables.
  const settings = parseSettings(fn.environment, STREAM_VARIABLES, streamSettings);
  const { maxBytes, shards } = aggregationOf(settings, to.shards);
  const most = maxBytes / (bytesPerSecond / logsPerSecond);
  return Math.max(1, Math.min(logsPerSecond / invocations / shards, most));
}

/** The loads of a function's stream that it puts to one target. */
function passed({ routes }: Topology, fn: StreamFunction, to: Target, loads: readonly Load[]): readonly Load[] {
  if (fn.service !== 'router') return taken(fn, loads);
  const takes = routes
    .filter(({ target }) => target.kind === to.kind && target.name === to.name)
    .map(({ types }) => compileTypePatterns(types));
  return loads.filter(({ type }) => type === undefined || takes.some((take) => take(type)));
}

function taken(fn: StreamFunction, loads: readonly Load[]): readonly Load[] {
  const take = compileTypePatterns(fn.environment['LOG_TYPE_WHITELIST']?.split(',') ?? []);
  return loads.filter(({ type }) => type === undefined || take(type));
}
