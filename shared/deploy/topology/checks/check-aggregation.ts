import { streamOf } from '../flow-graph.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';

type WritingSections = Pick<Sections, 'streams' | 'routes' | 'forwarders'>;

/** A route or forwarder, as far as aggregation is concerned. */
interface Writer {
  readonly name: string;
  readonly target: string;
  readonly aggregate: boolean;
  readonly file: string;
  readonly path: readonly PropertyKey[];
}

/** Aggregates that readers would lose, and routes to one target that contradict each other. */
export function checkAggregation(sections: WritingSections, report: ReportProblem): void {
  for (const { aggregate, target, file, path } of writersOf(sections)) {
    const stream = streamOf(target) ?? '';
    if (!aggregate || sections.streams.streams[stream]?.distribution !== 'auto') continue;
    const message = `stream ${stream} distributes its records itself (distribution: auto), and readers of the KCL drop aggregates there`;
    report(file, [...path, 'aggregate'], message, [distributionOf(stream), [file, [...path, 'target']]]);
  }
  const routes = writersOf(sections).filter(({ file }) => file === FILES.routes);
  routes.forEach(({ name, target, aggregate, file, path }, index) => {
    const earlier = routes.slice(0, index).find((other) => other.target === target);
    if (earlier === undefined || earlier.aggregate === aggregate) return;
    const message = `expected ${earlier.aggregate}, as in route ${earlier.name} to the same target; got ${aggregate} in route ${name}`;
    const places = [path, earlier.path].map((route): ConfigPlace => [file, [...route, 'target']]);
    report(file, [...path, 'aggregate'], message, places);
  });
}

/** Readers that must take aggregates apart, and streams that the template makes in another way than `config/` says. */
export function warnOfAggregation(sections: Sections, stage: string, warn: ReportProblem): void {
  const { streams } = sections.streams;
  for (const { name, aggregate, target, file, path } of writersOf(sections)) {
    const stream = streamOf(target) ?? '';
    if (!aggregate || streams[stream]?.readBy !== 'outside') continue;
    const message = `the reader of ${stream} outside must take aggregates of the KPL apart: the KCL and the SDKs' aggregation modules do; got aggregate: true of ${name}`;
    warn(file, [...path, 'aggregate'], message);
  }
  for (const [key, { distribution }] of Object.entries(streams)) {
    if (distribution !== 'auto' || sections.stage.external.streams[key] !== undefined) continue;
    const message = `the template makes a stream that distributes by partition key; auto describes one of ${stageFile(stage)}'s external.streams`;
    warn(FILES.streams, ['streams', key, 'distribution'], message);
  }
}

function writersOf({ routes, forwarders }: Pick<Sections, 'routes' | 'forwarders'>): readonly Writer[] {
  return [
    ...routes.routes.map((route, index) => ({ ...route, file: FILES.routes, path: ['routes', index] })),
    ...forwarders.forwarders.map((entry, index) => ({ ...entry, file: FILES.forwarders, path: ['forwarders', index] })),
  ];
}

function distributionOf(stream: string): ConfigPlace {
  return [FILES.streams, ['streams', stream, 'distribution']];
}
