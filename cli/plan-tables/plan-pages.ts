import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { makePlan } from '../baikonur/plan/make-plan.ts';
import { loadPrices } from '../baikonur/plan/prices.ts';
import { planTable } from '../baikonur/plan/print-plan.ts';
import { readRate } from '../baikonur/plan/workload.ts';

/** Pages that hold tables of plans. */
export const PLAN_PAGES = ['docs/cli/plan.md', 'docs/deploy.md'] as const;

const STAGE = 'dev';
const BYTES = 600;
const WAIT_MS = 100;
const BLOCK = /(<!-- plan of (\S+): written by npm run docs:plan -->\n)[\s\S]*?(\n<!-- plan: end -->)/g;

/** A page with the tables of the shipped stage as they are now: `<!-- plan of 5MB/s: … -->`, `<!-- plan of idle: … -->`. */
export function writePlans(page: string): string {
  return page.replace(
    BLOCK,
    (_block, start: string, rate: string, end: string) => `${start}\n${tableOf(rate)}\n${end}`,
  );
}

function tableOf(rate: string): string {
  const topology = loadTopology(MANIFESTS, STAGE);
  const workload = { bytesPerSecond: rate === 'idle' ? 0 : readRate(rate), bytes: BYTES };
  return planTable(makePlan(topology, { workload, prices: loadPrices(topology.region), waitMs: WAIT_MS }));
}
