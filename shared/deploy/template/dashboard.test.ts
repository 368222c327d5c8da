import { sinkWith, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import type { Topology } from '../topology/topology.ts';
import { dashboardResources } from './dashboard.ts';

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly type: string;
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly metrics: readonly unknown[][];
    readonly markdown: string;
  };
}

function widgetsOf(topology: Topology): readonly Widget[] {
  const { Properties: { DashboardBody } = {} } = dashboardResources(topology)['Dashboard'] ?? {};
  return (JSON.parse(String(DashboardBody)) as { widgets: readonly Widget[] }).widgets;
}

const { Properties = {} } = dashboardResources(topologyOf())['Dashboard'] ?? {};
const widgets = widgetsOf(topologyOf());
const charts = widgets.filter(({ type }) => type === 'metric');

it('has the name of the project and stage', () => {
  expect(Properties['DashboardName']).toBe('app-dev');
});

it('has three columns, and no two widgets in one place', () => {
  expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
  expect([...new Set(widgets.map(({ x }) => x))]).toEqual([0, 8, 16]);
});

it.each([
  ['Logs received', 4],
  ['Dead letters', 4],
  ['Errors', 4],
  ['Duration (ms)', 4],
  ['Records written to streams', 3],
  ['Reads throttled', 3],
  ['Firehose: oldest record not on S3 (s)', 1],
])('%s has %d lines: one a series, a function, a stream', (title, count) => {
  expect(charts.find(({ properties }) => properties.title === title)?.properties.metrics).toHaveLength(count);
});

it('is of its Region', () => {
  expect([...new Set(charts.map(({ properties }) => properties.region))]).toEqual(['eu-west-1']);
});

it('each row goes as the logs go: streams, functions, outcomes', () => {
  expect(charts.slice(0, 3).map(({ x, properties }) => [x, properties.title])).toEqual([
    [0, 'Records written to streams'],
    [8, 'Logs received'],
    [16, 'Logs delivered'],
  ]);
});

it('above each chart is its runbook: a path, or a link where the stage says where the pages are', () => {
  const runbooks = (topology: Topology) =>
    widgetsOf(topology).flatMap(({ type, properties }) => (type === 'text' ? [properties.markdown] : []));
  expect(runbooks(topologyOf())).toHaveLength(charts.length);
  expect(runbooks(topologyOf())).toContain('Runbook: `docs/runbooks/held.md`');
  const linked = topologyOf(['stages/dev', 'actions: []', 'actions: [], runbooks: "https://example.com/runbooks"']);
  expect(runbooks(linked)).toContain('Runbook: [held](https://example.com/runbooks/held.md)');
});

it('shows the cleaner and eden where the stage has them', () => {
  const titles = (topology: Topology) => widgetsOf(topology).map(({ properties }) => properties.title);
  const beside = ['Cleaner', 'Preview environments', 'API of the preview environments'];
  expect(titles(topologyOf()).filter((title) => beside.includes(title))).toEqual([]);
  const all = topologyOf(
    sinkWith('es-sink', 'ES_HOST: logs.example.com, ES_AUTH: none'),
    ['sinks', 'sinks:', 'cleaner: {}\nsinks:'],
    stageWith("eden: { keys: { ci: { profiles: ['*'] } }, allow: {} }"),
  );
  expect(titles(all).filter((title) => beside.includes(title))).toEqual(beside);
});
