import { topologyOf } from '../topology/testing/topology-of.ts';
import { dashboardResources } from './dashboard.ts';

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly title: string; readonly region: string; readonly metrics: readonly unknown[][] };
}

const { Properties = {} } = dashboardResources(topologyOf())['Dashboard'] ?? {};
const { widgets } = JSON.parse(String(Properties['DashboardBody'])) as { widgets: readonly Widget[] };

it('has the name of the project and stage', () => {
  expect(Properties['DashboardName']).toBe('app-dev');
});

it('has three columns, and no two widgets in one place', () => {
  expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
  expect([...new Set(widgets.map(({ x }) => x))]).toEqual([0, 8, 16]);
});

it.each([
  ['Logs received', 3],
  ['Dead letters', 3],
  ['Errors', 4],
  ['Duration (ms)', 4],
])('%s has %d lines: one a service, or one a function', (title, count) => {
  expect(widgets.find(({ properties }) => properties.title === title)?.properties.metrics).toHaveLength(count);
});

it('is of its Region', () => {
  expect([...new Set(widgets.map(({ properties }) => properties.region))]).toEqual(['eu-west-1']);
});
