import { type Arrival, entrancesOf, type FlowEdge, flowEdges, followFlows, streamOf } from '../flow-graph.ts';
import type { ReportProblem } from '../problem.ts';
import type { Where } from '../schema/flows.ts';
import { FILES, type Sections } from '../sections.ts';
import { intersectTypeSets } from '../type-set.ts';

type FlowSections = Pick<Sections, 'streams' | 'routes' | 'forwarders' | 'sinks' | 'subscriptions'>;

const quote = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

const checkReferences = (sections: FlowSections, edges: readonly FlowEdge[], report: ReportProblem): void => {
  const streams = Object.keys(sections.streams.streams);
  const deliveryStreams = Object.keys(sections.streams.deliveryStreams);
  const known = (file: string, path: readonly PropertyKey[], name: string): void => {
    if (streams.includes(name)) return;
    report(file, path, `expected a stream of ${FILES.streams} (${streams.join(', ')}), got ${JSON.stringify(name)}`);
  };
  known(FILES.routes, ['source'], sections.routes.source);
  for (const { file, path, from, to } of edges) {
    if (file !== FILES.routes) known(file, [...path, 'source'], from);
    const [kind, name = ''] = to.split(':');
    if (kind === 'kinesis') known(file, [...path, 'target'], name);
    if (kind === 'firehose' && !deliveryStreams.includes(name)) {
      const expected = deliveryStreams.join(', ') || 'none';
      report(
        file,
        [...path, 'target'],
        `expected a delivery stream of ${FILES.streams} (${expected}), got ${JSON.stringify(name)}`,
      );
    }
  }
  sections.subscriptions.subscriptions.forEach(({ stream }, index) => {
    known(FILES.subscriptions, ['subscriptions', index, 'stream'], stream);
  });
};

/** Loops: a log would go round for ever, and be paid for each time. */
const checkLoops = (edges: readonly FlowEdge[], report: ReportProblem): void => {
  const seen = new Set<FlowEdge>();
  const walk = (stream: string, way: readonly FlowEdge[]): void => {
    for (const edge of edges.filter(({ from }) => from === stream)) {
      const start = way.findIndex(({ from }) => from === streamOf(edge.to));
      const next = streamOf(edge.to);
      if (start >= 0 || next === stream) {
        const loop = [...way.slice(Math.max(start, next === stream ? way.length : 0)), edge];
        if (!loop.some((part) => seen.has(part))) {
          report(
            edge.file,
            [...edge.path, 'target'],
            `forwarding loop: ${loop.map(({ from, by }) => `${from} (${by})`).join(' -> ')} -> ${next}`,
          );
        }
        for (const part of loop) seen.add(part);
      } else if (next !== undefined) walk(next, [...way, edge]);
    }
  };
  for (const stream of new Set(edges.map(({ from }) => from))) walk(stream, []);
};

const valuesOf = (where: Where): readonly unknown[] | undefined =>
  where.in ?? (where.equals === undefined ? undefined : [where.equals]);

/** Whether two conditions can never hold for the same log. */
const areDisjoint = (a: Where | undefined, b: Where | undefined): boolean => {
  if (a === undefined || b === undefined || a.path !== b.path) return false;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return left !== undefined && right !== undefined && !left.some((value) => right.includes(value));
};

const meet = (a: Arrival, b: Arrival): readonly string[] => {
  if (a.entrance !== b.entrance || a.edges.at(-1) === b.edges.at(-1)) return [];
  if (a.edges.some((left) => b.edges.some((right) => left.from === right.from && areDisjoint(left.where, right.where))))
    return [];
  return intersectTypeSets(a.types, b.types);
};

/** No log may reach one place twice: routes and forwarders to the same target must not overlap. */
const checkDuplicates = (flows: ReadonlyMap<string, readonly Arrival[]>, report: ReportProblem): void => {
  const told = new Set<string>();
  for (const [place, arrivals] of flows) {
    arrivals.forEach((later, index) => {
      for (const earlier of arrivals.slice(0, index)) {
        const [first, last] = [earlier.edges.at(-1), later.edges.at(-1)];
        const types = meet(earlier, later);
        if (first === undefined || last === undefined || types.length === 0) continue;
        const key = `${place} ${first.by} ${last.by}`;
        if (!told.has(key))
          report(last.file, last.path, `${quote(types)} would reach ${place} twice: by ${first.by} and by ${last.by}`);
        told.add(key);
      }
    });
  }
};

/** A whitelist whose entries overlap says less than it seems to. */
const checkWhitelists = (edges: readonly FlowEdge[], report: ReportProblem): void => {
  for (const { file, path, types, by } of edges) {
    const key = file === FILES.routes ? 'types' : 'whitelist';
    types.forEach((type, index) => {
      const covering = types.slice(0, index).find((other) => intersectTypeSets([other], [type]).length > 0);
      if (covering === undefined) return;
      report(
        file,
        [...path, key, index],
        `overlapping whitelist of ${by}: ${JSON.stringify(type)} and ${JSON.stringify(covering)}`,
      );
    });
  }
};

const checkTaken = (sections: FlowSections, edges: readonly FlowEdge[], report: ReportProblem): void => {
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
      report(file, at, `${JSON.stringify(type)} goes to ${to}, where no route, forwarder or sink takes it`);
    });
  }
  sections.subscriptions.subscriptions.forEach(({ stream, wrapAs }, index) => {
    if (wrapAs === undefined || takes(stream, wrapAs)) return;
    report(
      FILES.subscriptions,
      ['subscriptions', index, 'wrapAs'],
      `no route, forwarder or sink on stream ${stream} takes ${JSON.stringify(wrapAs)}`,
    );
  });
};

const checkArriving = (
  edges: readonly FlowEdge[],
  flows: ReadonlyMap<string, readonly Arrival[]>,
  entrances: readonly string[],
  report: ReportProblem,
): void => {
  for (const { file, path, from, types } of edges) {
    const arriving = flows.get(`kinesis:${from}`)?.flatMap((arrival) => arrival.types);
    if (entrances.includes(from) || arriving === undefined) continue;
    types.forEach((type, index) => {
      if (intersectTypeSets([type], arriving).length > 0) return;
      const at = [...path, file === FILES.routes ? 'types' : 'whitelist', index];
      report(file, at, `${JSON.stringify(type)} never arrives on stream ${from}, which takes ${quote(arriving)}`);
    });
  }
};

/** Short names that would make two AWS resources of the same name, or two routes that nobody can tell apart. */
const checkUnique = (sections: FlowSections, report: ReportProblem): void => {
  const unique = (file: string, list: string, names: readonly string[]): void => {
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      report(
        file,
        [list, index, 'name'],
        `${JSON.stringify(name)} is the name of ${list}[${names.indexOf(name)}] already`,
      );
    });
  };
  unique(
    FILES.routes,
    'routes',
    sections.routes.routes.map(({ name }) => name),
  );
  unique(
    FILES.forwarders,
    'forwarders',
    sections.forwarders.forwarders.map(({ name }) => name),
  );
  unique(
    FILES.subscriptions,
    'subscriptions',
    sections.subscriptions.subscriptions.map(({ name }) => name),
  );
};

/** Everything that can be wrong with where logs go. */
export const checkFlows = (sections: FlowSections, report: ReportProblem): void => {
  const edges = flowEdges(sections);
  const streams = Object.keys(sections.streams.streams);
  const flows = followFlows(streams, edges);
  checkUnique(sections, report);
  checkReferences(sections, edges, report);
  checkLoops(edges, report);
  checkWhitelists(edges, report);
  checkDuplicates(flows, report);
  checkTaken(sections, edges, report);
  checkArriving(edges, flows, entrancesOf(streams, edges), report);
};
