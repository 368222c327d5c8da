import { cpuMsPerMb } from '../../cli/baikonur/plan/cpu.ts';
import { makePlan, type Plan } from '../../cli/baikonur/plan/make-plan.ts';
import { loadPrices } from '../../cli/baikonur/plan/prices.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';

/** The cost of a month, in dollars, at 1 TiB a day. */
interface MonthCost {
  readonly perMonth: number;
  /** Of Lambda's compute alone. */
  readonly compute: number;
}

/** The plan with the CPU time of the bench, and with that which was measured on the local AWS. */
export interface MonthCosts {
  readonly region: string;
  readonly pricesAsOf: string | null;
  readonly byBench: MonthCost;
  readonly byMeasured: MonthCost;
}

const TIB = 1024 ** 4;
const DAY_SECONDS = 86_400;
const MB_PER_GIB = 1024 ** 3 / 1e6;
/** As `baikonur plan` has it. */
const WAIT_MS = 100;

/**
 * Costs of a month of 1 TiB a day by the core of `baikonur plan`.
 * @param bytes of a log.
 * @param cpuMsPerGib CPU milliseconds by the id of a function.
 */
export function monthCosts(topology: Topology, bytes: number, cpuMsPerGib: ReadonlyMap<string, number>): MonthCosts {
  const options = {
    workload: { bytesPerSecond: TIB / DAY_SECONDS, bytes },
    prices: loadPrices(topology.region),
    waitMs: WAIT_MS,
  };
  const measured = makePlan(topology, {
    ...options,
    // What was not measured, such as the advice's other functions, is as in the bench.
    cpuOf: (fn, size) => perMb(cpuMsPerGib.get(fn.id)) ?? cpuMsPerMb(fn, size),
  });
  const bench = makePlan(topology, options);
  const { region, pricesAsOf } = measured;
  return { region, pricesAsOf, byBench: costOf(bench), byMeasured: costOf(measured) };
}

function perMb(msPerGib: number | undefined): number | undefined {
  return msPerGib === undefined ? undefined : msPerGib / MB_PER_GIB;
}

function costOf({ perMonth, items }: Plan): MonthCost {
  const compute = items.filter(({ kind }) => kind === 'compute');
  return { perMonth, compute: compute.reduce((sum, item) => sum + (item.perMonth ?? 0), 0) };
}
