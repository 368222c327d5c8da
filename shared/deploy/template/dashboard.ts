import type { Topology } from '../topology/topology.ts';
import type { Resources } from './cloudformation.ts';

const WIDTH = 8;
const HEIGHT = 6;
const COLUMNS = 3;

type Metric = readonly (string | Readonly<Record<string, string>>)[];

/** The stage's dashboard: what arrives, what is settled how, and who is behind. */
export function dashboardResources({ functions, region, stage, names }: Topology): Resources {
  const services = [...new Set(functions.map(({ service }) => service))];
  const ours = (metric: string): Metric[] =>
    services.map((service) => ['Baikonur', metric, 'service', service, 'stage', stage, { label: service }]);
  const lambda = (metric: string): Metric[] =>
    functions.map(({ name, id }) => ['AWS/Lambda', metric, 'FunctionName', name, { label: id }]);
  const rows: readonly (readonly [string, readonly Metric[], 'Sum' | 'Maximum'])[] = [
    ['Logs received', ours('LogsReceived'), 'Sum'],
    ['Logs delivered', ours('LogsDelivered'), 'Sum'],
    ['Logs filtered', ours('LogsFiltered'), 'Sum'],
    ['Dead letters', ours('LogsRejected'), 'Sum'],
    ['To be tried again', ours('LogsRetryable'), 'Sum'],
    ['Retries exhausted', ours('RetriesExhausted'), 'Sum'],
    ['Behind the stream (ms)', lambda('IteratorAge'), 'Maximum'],
    ['Shard held (ms)', ours('ShardHeldMs'), 'Maximum'],
    ['Oldest log (ms)', ours('OldestLogAgeMs'), 'Maximum'],
    ['Duration (ms)', lambda('Duration'), 'Maximum'],
    ['Errors', lambda('Errors'), 'Sum'],
    ['Throttles', lambda('Throttles'), 'Sum'],
  ];
  const widgets = rows.map(([title, metrics, stat], index) => widget(region, title, metrics, stat, index));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: names.dashboard, DashboardBody: JSON.stringify({ widgets }) },
    },
  };
}

function widget(region: string, title: string, metrics: readonly Metric[], stat: 'Sum' | 'Maximum', index: number) {
  return {
    type: 'metric',
    x: (index % COLUMNS) * WIDTH,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics },
  };
}
