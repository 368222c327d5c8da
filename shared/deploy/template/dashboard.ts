import type { Topology } from '../topology/topology.ts';
import { runbook } from './alarm-resource.ts';
import type { Resources } from './cloudformation.ts';
import { type Chart, dashboardCharts } from './dashboard-charts.ts';

const WIDTH = 8;
const COLUMNS = 3;
/** A text with the runbooks, and the chart below it. */
const TITLE_HEIGHT = 1;
const CHART_HEIGHT = 5;

/** The stage's dashboard. Each row is read from left to right, as logs go: streams, functions, outcomes. */
export function dashboardResources(topology: Topology): Resources {
  const charts = dashboardCharts(topology).filter(({ metrics }) => metrics.length > 0);
  const widgets = charts.flatMap((chart, index) => [title(topology, chart, index), widget(topology, chart, index)]);
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: topology.names.dashboard, DashboardBody: JSON.stringify({ widgets }) },
    },
  };
}

function title(topology: Topology, { runbooks }: Chart, index: number) {
  const links = runbooks.map((name) => link(name, runbook(topology, name)));
  return {
    type: 'text',
    ...place(index),
    height: TITLE_HEIGHT,
    properties: { markdown: `Runbook: ${links.join(', ')}`, background: 'transparent' },
  };
}

/** A path is no link: the console knows no files. */
function link(name: string, where: string): string {
  return where.startsWith('https://') ? `[${name}](${where})` : `\`${where}\``;
}

function widget({ region }: Topology, { title: text, stat, metrics }: Chart, index: number) {
  const { y, ...rest } = place(index);
  return {
    type: 'metric',
    ...rest,
    y: y + TITLE_HEIGHT,
    height: CHART_HEIGHT,
    properties: { title: text, region, stat, period: 300, view: 'timeSeries', metrics },
  };
}

function place(index: number) {
  const y = Math.floor(index / COLUMNS) * (TITLE_HEIGHT + CHART_HEIGHT);
  return { x: (index % COLUMNS) * WIDTH, y, width: WIDTH };
}
