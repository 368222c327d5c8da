import type { StreamFunction, Target, Topology } from '../../../shared/deploy/topology/topology.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import type { Load } from './workload.ts';

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
      return targets.flatMap(() => passed(topology, fn, { kind, name }, onStream(fn.source.name)));
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
