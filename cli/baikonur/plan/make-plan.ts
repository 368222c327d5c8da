import { hasFanOut } from '../../../shared/deploy/template/fan-out.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { type Advice, adviceOf } from './advice.ts';
import { type CpuMsPerMb, cpuMsPerMb } from './cpu.ts';
import { type FlowRates, flowRates } from './flow-rates.ts';
import { type FunctionLoad, functionItems } from './function-items.ts';
import { type PlanItem, toCents, totalOf } from './item.ts';
import type { Prices } from './prices.ts';
import { deliveryItems, deliveryRounding, watchItems } from './stage-items.ts';
import { type StreamLoad, shardsFor, shardsOf, streamItems } from './stream-items.ts';
import { loadsOf, sumOf, type Workload } from './workload.ts';

const NO_LOAD = { loads: [], readers: 0 };

/** Options of {@link makePlan}. */
export interface PlanOptions {
  readonly workload: Workload;
  /** Rates as they were measured, in place of those that follow from the workload. */
  readonly measured?: FlowRates;
  readonly prices: Prices;
  /** Milliseconds an invocation waits for AWS. */
  readonly waitMs: number;
  /** CPU time as it was measured elsewhere, in place of the bench's. */
  readonly cpuOf?: CpuMsPerMb;
}

/** The traffic of a stream. */
interface StreamTraffic {
  readonly name: string;
  readonly mode: 'provisioned' | 'on-demand';
  /** As in `config/`; absent: on demand. */
  readonly shards?: number;
  readonly shardsNeeded: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly readers: number;
  /** Those of them that are registered consumers; absent: none. */
  readonly consumers?: number;
}

/** The cost of a stage at a workload. */
export interface Plan {
  readonly region: string;
  readonly stage: string;
  /** Date of the oldest price. */
  readonly pricesAsOf: string | null;
  /** Dollars, of all items whose price is known. */
  readonly perMonth: number;
  /** The largest first. */
  readonly items: readonly PlanItem[];
  readonly advice: readonly Advice[];
  readonly streams: readonly StreamTraffic[];
  /** Names of prices that are not known. */
  readonly missing: readonly string[];
}

/** Computes what a stage costs. */
export function makePlan(topology: Topology, options: PlanOptions): Plan {
  const { workload, measured, prices, waitMs, cpuOf = cpuMsPerMb } = options;
  const rates = measured ?? flowRates(topology, loadsOf(workload));
  const streams = streamLoads(topology, rates);
  const functions = functionLoads(topology, rates, streams, { waitMs, cpuOf });
  const items = [
    ...streams.flatMap((load) => streamItems(prices.find, load)),
    ...functions.flatMap((load) => functionItems(prices.find, topology, load)),
    ...deliveryItems(prices.find, topology, rates),
    ...watchItems(
      prices.find,
      topology,
      streams.some(({ loads }) => sumOf(loads).logsPerSecond > 0),
    ),
  ];
  return {
    region: topology.region,
    stage: topology.stage,
    pricesAsOf: prices.asOf ?? null,
    perMonth: totalOf(items),
    items: items.toSorted((a, b) => (b.perMonth ?? 0) - (a.perMonth ?? 0)),
    advice: adviceOf(topology, {
      prices,
      streams,
      functions,
      deliveries: deliveryRounding(prices.find, topology, rates),
    }),
    streams: streams.map(trafficOf),
    missing: [...new Set(items.filter(({ unitPrice }) => unitPrice === null).map(({ unit }) => unit))],
  };
}

function streamLoads(topology: Topology, rates: FlowRates): readonly StreamLoad[] {
  const { streams, functions } = topology;
  const readersOf = (name: string) => functions.filter(({ source }) => source.name === name);
  return streams.map((stream) => ({
    stream,
    loads: rates.onStream(stream.name),
    readers: readersOf(stream.name).filter((fn) => !hasFanOut(fn, topology)).length,
    consumers: readersOf(stream.name).filter((fn) => hasFanOut(fn, topology)).length,
  }));
}

function functionLoads(
  { functions }: Topology,
  rates: FlowRates,
  streams: readonly StreamLoad[],
  times: Pick<FunctionLoad, 'waitMs' | 'cpuOf'>,
): readonly FunctionLoad[] {
  return functions.map((fn) => {
    const load = streams.find(({ stream }) => stream.name === fn.source.name);
    const loads = load?.loads ?? [];
    return { fn, loads, taken: rates.takenBy(fn), shards: shardsOf(fn.source, load ?? NO_LOAD), ...times };
  });
}

function trafficOf(load: StreamLoad): StreamTraffic {
  const { stream, loads, readers, consumers } = load;
  const { recordsPerSecond, bytesPerSecond } = sumOf(loads);
  return {
    name: stream.key,
    mode: stream.shards === undefined ? 'on-demand' : 'provisioned',
    ...(stream.shards !== undefined && { shards: stream.shards }),
    shardsNeeded: shardsFor(load).needed,
    recordsPerSecond: toCents(recordsPerSecond),
    megabytesPerSecond: toCents(bytesPerSecond / 1e6),
    readers: readers + consumers,
    ...(consumers > 0 && { consumers }),
  };
}
