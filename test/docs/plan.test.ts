import { makePlan } from '../../cli/baikonur/plan/make-plan.ts';
import { loadPrices } from '../../cli/baikonur/plan/prices.ts';
import { metricsOf } from '../../cli/baikonur/plan/stage-items.ts';
import { PLAN_PAGES, writePlans } from '../../cli/plan-tables/plan-pages.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { readText, sectionOf } from './project.ts';

const topology = loadTopology(MANIFESTS, 'dev');
const page = sectionOf(readText('docs/deploy.md'), 'What it costs');

function idle(changed: Partial<Topology['streams'][number]>): number {
  const streams = topology.streams.map((stream) => ({ ...stream, ...changed }));
  const options = { workload: { bytesPerSecond: 0, bytes: 600 }, prices: loadPrices('us-east-1'), waitMs: 100 };
  return makePlan({ ...topology, streams }, options).perMonth;
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
