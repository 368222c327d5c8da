import type { StreamFunction, Topology } from '../../../../shared/deploy/topology/topology.ts';
import { functionId, mapStage, streamId } from '../picture/stage-map.ts';

/** Who takes a log: names of routes and forwarders, and services of sinks. */
interface Takers {
  readonly routes: readonly string[];
  readonly sinks: readonly string[];
}

/** Ids of the nodes and edges that a log takes, from the stream where it comes in to its destinations. */
export type LogWay = (takers: Takers, entryStream?: string) => readonly string[];

/** Prepares the ways of a stage. */
export function createLogWay(topology: Topology): LogWay {
  const { edges } = mapStage(topology);
  const { functions, streams } = topology;
  const router = functions.find(({ service }) => service === 'router')?.source.name;
  return (takers, entryStream = router) => {
    const way = new Set<string>();
    const open = streams.filter(({ name }) => name === entryStream);
    const seen = new Set(open);
    for (let stream = open.shift(); stream !== undefined; stream = open.shift()) {
      way.add(streamId(stream));
      const source = stream;
      for (const fn of functions.filter((one) => one.source.name === source.name && takes(topology, one, takers))) {
        way.add(functionId(fn)).add(`${streamId(source)}>${functionId(fn)}`);
        for (const edge of edges) {
          if (edge.kind !== 'write' || edge.fn !== fn || !isTaken(topology, edge, takers)) continue;
          way.add(edge.id).add(edge.to);
          const next = streams.find((one) => streamId(one) === edge.to);
          if (next !== undefined && !seen.has(next)) open.push(next);
          if (next !== undefined) seen.add(next);
        }
      }
    }
    return [...way];
  };
}

function takes({ routes }: Topology, { service, key }: StreamFunction, takers: Takers): boolean {
  if (service === 'router') return routes.some(({ name }) => takers.routes.includes(name));
  return takers.sinks.includes(service) || takers.routes.includes(key);
}

/** Of a router only the targets of the routes that take it. */
function isTaken(
  { routes }: Topology,
  { fn, target }: { readonly fn: StreamFunction; readonly target?: StreamFunction['targets'][number] },
  takers: Takers,
): boolean {
  if (fn.service !== 'router' || target === undefined) return true;
  return routes.some(
    (route) =>
      takers.routes.includes(route.name) && route.target.kind === target.kind && route.target.name === target.name,
  );
}
