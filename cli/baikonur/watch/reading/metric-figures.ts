import type { StreamFunction } from '../../../../shared/deploy/topology/topology.ts';
import { countedTargets } from '../../audit/hops.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { type MetricQuery, type Point, queryMetrics } from '../../aws/query-metrics.ts';
import { totalValue } from '../../aws/read-metrics.ts';
import { RECENT_MS } from '../../status/read-facts.ts';
import { queriesOf, toFigures } from '../../status/read-figures.ts';
import type { FunctionRate, ReadStageFigures } from './stage-figures.ts';

const MINUTE_MS = 60_000;
/** The minutes that a rate is of: younger ones are not whole in CloudWatch yet. */
const RATE_OF = { fromMs: 5 * MINUTE_MS, toMs: 2 * MINUTE_MS } as const;
const RATE_SECONDS = (RATE_OF.fromMs - RATE_OF.toMs) / 1000;
/** Positions of outcomes among the series of a function. */
const [RECEIVED, DELIVERED, REJECTED] = [0, 1, 3];

/** Figures from CloudWatch, in one question: a series of minutes gives the sum of the last 15 of them, and the rate. */
export function figuresOfCloudWatch({ cloudWatch }: Pick<AwsClients, 'cloudWatch'>): ReadStageFigures {
  return async ({ functions, streams, stage }, nowMs) => {
    const parts = [
      ...functions.map((fn) => [...queriesOf(fn), ...targetQueries(fn, stage)]),
      ...streams.map(({ name }) => [incomingQuery(name)]),
    ];
    const range = { fromMs: nowMs - RECENT_MS, toMs: nowMs, periodSeconds: MINUTE_MS / 1000 };
    const series = await queryMetrics(cloudWatch, parts.flat(), range);
    let first = 0;
    const taken = parts.map((queries) => {
      const own = series.slice(first, first + queries.length);
      first += queries.length;
      return { queries, own };
    });
    const rateOf = rateAt(nowMs);
    const ofFunctions = functions.map((fn, index) => [fn, taken[index] ?? NONE] as const);
    const ofStreams = streams.map(({ name }, index) => [name, taken[functions.length + index]?.own[0] ?? []] as const);
    return {
      figures: new Map(ofFunctions.map(([{ name }, { queries, own }]) => [name, toFigures(valuesOf(queries, own))])),
      incoming: new Map(ofStreams.flatMap(([name, points]) => known(name, sumOf(points), RECENT_MS / 1000))),
      rates: {
        functions: new Map(ofFunctions.map(([fn, { own }]) => [fn.name, functionRate(fn, own, rateOf)])),
        incoming: new Map(
          ofStreams.flatMap(([name, points]) => (points.length === 0 ? [] : [[name, rateOf(points)] as const])),
        ),
      },
    };
  };
}

const NONE: { readonly queries: readonly MetricQuery[]; readonly own: readonly (readonly Point[])[] } = {
  queries: [],
  own: [],
};

/** Targets that a router counts apart. */
function targetQueries(fn: StreamFunction, stage: string): readonly MetricQuery[] {
  const { service, name } = fn;
  return countedTargets(fn).map((target) => ({
    namespace: 'Baikonur',
    metric: 'LogsDelivered',
    dimensions: { service, stage, function: name, target },
    statistic: 'Sum',
  }));
}

function incomingQuery(StreamName: string): MetricQuery {
  return { namespace: 'AWS/Kinesis', metric: 'IncomingRecords', dimensions: { StreamName }, statistic: 'Sum' };
}

function valuesOf(queries: readonly MetricQuery[], own: readonly (readonly Point[])[]) {
  return queries.map(({ statistic }, index) => totalValue(own[index] ?? [], statistic));
}

function functionRate(fn: StreamFunction, own: readonly (readonly Point[])[], rateOf: RateOf): FunctionRate {
  const behind = queriesOf(fn).length;
  return {
    received: rateOf(own[RECEIVED] ?? []),
    delivered: rateOf(own[DELIVERED] ?? []),
    rejected: rateOf(own[REJECTED] ?? []),
    targets: new Map(countedTargets(fn).map((target, index) => [target, rateOf(own[behind + index] ?? [])])),
  };
}

type RateOf = (points: readonly Point[]) => number;

/** Sums of whole minutes, a second. */
function rateAt(nowMs: number): RateOf {
  const minuteMs = nowMs - (nowMs % MINUTE_MS);
  const [fromMs, toMs] = [minuteMs - RATE_OF.fromMs, minuteMs - RATE_OF.toMs];
  return (points) => (sumOf(points.filter(([atMs]) => atMs >= fromMs && atMs < toMs)) ?? 0) / RATE_SECONDS;
}

function sumOf(points: readonly Point[]): number | undefined {
  return totalValue(points, 'Sum');
}

function known(name: string, sum: number | undefined, seconds: number): readonly (readonly [string, number])[] {
  return sum === undefined ? [] : [[name, sum / seconds]];
}
