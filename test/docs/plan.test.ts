import type { PlanItem } from '../../cli/baikonur/plan/item.ts';
import { makePlan, type Plan } from '../../cli/baikonur/plan/make-plan.ts';
import { loadPrices } from '../../cli/baikonur/plan/prices.ts';
import { metricsOf } from '../../cli/baikonur/plan/stage-items.ts';
import { PLAN_PAGES, writePlans } from '../../cli/plan-tables/plan-pages.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { readText, sectionOf } from './project.ts';

const topology = loadTopology(MANIFESTS, 'dev');
const page = sectionOf(readText('docs/deploy.md'), 'What it costs');

function planAt(bytesPerSecond: number, bytes: number, changed: Topology = topology): Plan {
  return makePlan(changed, { workload: { bytesPerSecond, bytes }, prices: loadPrices('us-east-1'), waitMs: 100 });
}

function idle(changed: Partial<Topology['streams'][number]>): number {
  const streams = topology.streams.map((stream) => ({ ...stream, ...changed }));
  return planAt(0, 600, { ...topology, streams }).perMonth;
}

it.each(PLAN_PAGES)('%s has the tables that `npm run docs:plan` writes', (file) => {
  expect(readText(file)).toBe(writePlans(readText(file)));
});

it('docs/deploy.md says what the shipped stage costs when it is idle', () => {
  expect(page).toContain(`| **${idle({}).toFixed(2)}** |`);
  expect(page).toContain(`it is\n$${idle({ retentionHours: 24 }).toFixed(2)}`);
  expect(page).toContain(`$${(topology.streams.length * 0.04 * 730).toFixed(2)}`);
});

it('the number of custom metrics is that of the pages', () => {
  const metrics = topology.functions.reduce((sum, fn) => sum + metricsOf(fn), 0);
  expect(page).toContain(`${metrics} in the shipped stage`);
  expect(page).toContain(`($${(metrics * 0.3).toFixed(2)})`);
  expect(readText('docs/adr/072-metrics-that-add-up.md')).toContain(`| ${metrics}    |`);
});

/** The items of each row of the cost page's first table, in the order of the rows. */
const PARTS: readonly ((item: PlanItem) => boolean)[] = [
  ({ subject, kind }) => subject.startsWith('firehose') && kind === 'writes',
  ({ subject, kind }) => subject.startsWith('stream') && kind === 'writes',
  ({ kind }) => kind === 'shards' || kind === 'retention',
  ({ kind }) => kind === 'compute' || kind === 'requests',
  ({ kind }) => kind === 'log',
  ({ subject }) => subject === 'stage',
  ({ kind }) => kind === 'objects' || kind === 'storage',
  ({ kind }) => kind === 'progress reads',
];

it.each(['docs/knowledge/cost.md', 'docs/ja/knowledge/cost.md'])('%s: the parts are those of the plan', (file) => {
  const text = readText(file);
  const { items, perMonth } = planAt(1_000_000, 600);
  const [, table = ''] = /\n\n((?:\|.*\n)+)/.exec(text) ?? [];
  const written = [...table.matchAll(/\| ([\d.]+) \| /g)].map(([, dollars]) => dollars);
  expect(written).toEqual(
    PARTS.map((ofPart) =>
      items
        .filter(ofPart)
        .reduce((sum, item) => sum + (item.perMonth ?? 0), 0)
        .toFixed(2),
    ),
  );
  expect(items.filter((item) => PARTS.filter((ofPart) => ofPart(item)).length !== 1)).toEqual([]);
  expect(text).toContain(`$${perMonth.toLocaleString('en-US')}`);
  for (const bytes of [200, 1000, 5000, 25_000])
    expect(text).toMatch(
      new RegExp(`\\| ${bytes.toLocaleString('en-US')} \\S+ \\| ${planAt(1_000_000, bytes).perMonth.toFixed(2)} \\|`),
    );
});
