import type { FlowEdge } from '../flow-graph.ts';
import { didYouMean } from '../nearest-name.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';

/** The sections that say where logs go. */
export type FlowSections = Pick<Sections, 'streams' | 'routes' | 'forwarders' | 'sinks' | 'subscriptions'>;

/** Every name must be of something that exists. */
export function checkReferences(sections: FlowSections, edges: readonly FlowEdge[], report: ReportProblem): void {
  const streams = Object.keys(sections.streams.streams);
  const deliveryStreams = Object.keys(sections.streams.deliveryStreams);
  const known = (file: string, path: readonly PropertyKey[], name: string): void => {
    if (streams.includes(name)) return;
    const expected = `expected a stream of ${FILES.streams} (${streams.join(', ')})`;
    const got = `got ${JSON.stringify(name)}${didYouMean(name, streams)}`;
    report(file, path, `${expected}, ${got}`, [[FILES.streams, ['streams', name]]]);
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
        `expected a delivery stream of ${FILES.streams} (${expected}), got ${JSON.stringify(name)}${didYouMean(name, deliveryStreams)}`,
        [[FILES.streams, ['deliveryStreams', name]]],
      );
    }
  }
  sections.subscriptions.subscriptions.forEach(({ stream }, index) => {
    known(FILES.subscriptions, ['subscriptions', index, 'stream'], stream);
  });
}

/** Short names that would make two AWS resources of the same name, or two routes of one name. */
export function checkUnique(sections: FlowSections, report: ReportProblem): void {
  const unique = (file: string, list: string, names: readonly string[]): void => {
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      report(
        file,
        [list, index, 'name'],
        `${JSON.stringify(name)} is the name of ${list}[${names.indexOf(name)}] already`,
        [[file, [list, names.indexOf(name), 'name']]],
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
}
