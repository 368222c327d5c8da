import type { Where } from './schema/flows.ts';
import { FILES, type Sections } from './sections.ts';
import { intersectTypeSets } from './type-set.ts';

/** Logs of `types` go from a stream to a destination. */
export interface FlowEdge {
  /** Short name of the stream that is read. */
  readonly from: string;
  /** `kinesis:<stream>`, `firehose:<delivery stream>` or `sink:<service>`. */
  readonly to: string;
  readonly types: readonly string[];
  readonly where?: Where | undefined;
  /** `route archive`, `forwarder partner`, `sink s3-sink`. */
  readonly by: string;
  /** The setting that describes it, for messages. */
  readonly file: string;
  readonly path: readonly PropertyKey[];
}

/** Logs that arrive at a destination: the stream at which they entered, and their types. */
export interface Arrival {
  readonly entryStream: string;
  readonly types: readonly string[];
  readonly edges: readonly FlowEdge[];
}

/** Every edge that the configuration describes. */
export function flowEdges(sections: Pick<Sections, 'routes' | 'forwarders' | 'sinks'>): readonly FlowEdge[] {
  return [
    ...sections.routes.routes.map(
      (route, index): FlowEdge => ({
        from: sections.routes.source,
        to: route.target,
        types: route.types,
        where: route.where,
        by: `route ${route.name}`,
        file: FILES.routes,
        path: ['routes', index],
      }),
    ),
    ...sections.forwarders.forwarders.map(
      (forwarder, index): FlowEdge => ({
        from: forwarder.source,
        to: forwarder.target,
        types: forwarder.whitelist,
        by: `forwarder ${forwarder.name}`,
        file: FILES.forwarders,
        path: ['forwarders', index],
      }),
    ),
    ...Object.entries(sections.sinks.sinks).map(
      ([service, sink]): FlowEdge => ({
        from: sink.source,
        to: `sink:${service}`,
        types: sink.whitelist,
        by: `sink ${service}`,
        file: FILES.sinks,
        path: ['sinks', service],
      }),
    ),
  ];
}

/** Follows all logs from where they enter; every path to a destination is one arrival. Ends at loops, which are checked apart. */
export function followFlows(
  streams: readonly string[],
  edges: readonly FlowEdge[],
): ReadonlyMap<string, readonly Arrival[]> {
  const arrivals = new Map<string, Arrival[]>();
  const follow = (stream: string, arrival: Arrival): void => {
    for (const edge of edges.filter(({ from }) => from === stream)) {
      const types = intersectTypeSets(arrival.types, edge.types);
      if (types.length === 0 || arrival.edges.includes(edge)) continue;
      const next = { ...arrival, types, edges: [...arrival.edges, edge] };
      arrivals.set(edge.to, [...(arrivals.get(edge.to) ?? []), next]);
      const onward = streamOf(edge.to);
      if (onward !== undefined) follow(onward, next);
    }
  };
  for (const entryStream of entryStreamsOf(streams, edges))
    follow(entryStream, { entryStream, types: ['*'], edges: [] });
  return arrivals;
}

/** The short name of the stream that an edge leads to, if it leads to one. */
export function streamOf(destination: string): string | undefined {
  return destination.startsWith('kinesis:') ? destination.slice('kinesis:'.length) : undefined;
}

/** Streams that no route and no forwarder feeds: logs enter there. */
export function entryStreamsOf(streams: readonly string[], edges: readonly FlowEdge[]): readonly string[] {
  const fed = new Set(edges.map((edge) => edge.to));
  return streams.filter((stream) => !fed.has(`kinesis:${stream}`));
}
