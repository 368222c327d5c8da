import { type Arrival, type FlowEdge, streamOf } from '../flow-graph.ts';
import { type ConfigPlace, quote, type ReportProblem } from '../problem.ts';
import { FILES } from '../sections.ts';
import { intersectTypeSets } from '../type-set.ts';
import type { FlowSections } from './check-references.ts';

/** A type that is not read, or does not arrive, may be so because one of these could not be read. */
const FLOWS: readonly ConfigPlace[] = [
  [FILES.routes, []],
  [FILES.forwarders, []],
  [FILES.sinks, []],
  [FILES.streams, []],
];

/** A whitelist whose entries overlap says less than it seems to. */
export function checkWhitelists(edges: readonly FlowEdge[], report: ReportProblem): void {
  for (const { file, path, types, by } of edges) {
    const key = file === FILES.routes ? 'types' : 'whitelist';
    types.forEach((type, index) => {
      const covering = types.slice(0, index).find((other) => intersectTypeSets([other], [type]).length > 0);
      if (covering === undefined) return;
      report(
        file,
        [...path, key, index],
        `overlapping whitelist of ${by}: ${JSON.stringify(type)} and ${JSON.stringify(covering)}`,
        [[file, [...path, key, types.indexOf(covering)]]],
      );
    });
  }
}

/** Each type that is sent must have a reader. */
export function checkTaken(sections: FlowSections, edges: readonly FlowEdge[], report: ReportProblem): void {
  const { streams } = sections.streams;
  const takes = (stream: string, type: string): boolean =>
    streams[stream] === undefined ||
    streams[stream].readBy === 'outside' ||
    edges.some(({ from, types }) => from === stream && intersectTypeSets(types, [type]).length > 0);
  for (const { file, path, to, types } of edges) {
    const stream = streamOf(to);
    if (stream === undefined) continue;
    types.forEach((type, index) => {
      if (takes(stream, type)) return;
      const at = [...path, file === FILES.routes ? 'types' : 'whitelist', index];
      const message = `${JSON.stringify(type)} goes to ${to}, where no route, forwarder or sink takes it`;
      report(file, at, message, FLOWS);
    });
  }
  sections.subscriptions.subscriptions.forEach(({ stream, wrapAs }, index) => {
    if (wrapAs === undefined || takes(stream, wrapAs)) return;
    report(
      FILES.subscriptions,
      ['subscriptions', index, 'wrapAs'],
      `no route, forwarder or sink on stream ${stream} takes ${JSON.stringify(wrapAs)}`,
      FLOWS,
    );
  });
}

/** Each type that a reader asks for must arrive. */
export function checkArriving(
  edges: readonly FlowEdge[],
  flows: ReadonlyMap<string, readonly Arrival[]>,
  entryStreams: readonly string[],
  report: ReportProblem,
): void {
  for (const { file, path, from, types } of edges) {
    const arriving = flows.get(`kinesis:${from}`)?.flatMap((arrival) => arrival.types);
    if (entryStreams.includes(from) || arriving === undefined) continue;
    types.forEach((type, index) => {
      if (intersectTypeSets([type], arriving).length > 0) return;
      const at = [...path, file === FILES.routes ? 'types' : 'whitelist', index];
      const message = `${JSON.stringify(type)} never arrives on stream ${from}, which takes ${quote(arriving)}`;
      report(file, at, message, FLOWS);
    });
  }
}
