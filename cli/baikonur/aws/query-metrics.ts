import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** One metric under exactly these dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A series of CloudWatch. */
export interface MetricQuery extends Metric {
  readonly statistic: 'Sum' | 'Maximum';
}

/** A value of a series, and the start of its period in epoch milliseconds. */
export type Point = readonly [atMs: number, value: number];

interface Options {
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodSeconds: number;
}

/** @see GetMetricData: 500 series a call */
const MAX_QUERIES = 500;

/** The points of each query, in the order of the queries. */
export async function queryMetrics(
  cloudWatch: CloudWatchClient,
  queries: readonly MetricQuery[],
  { fromMs, toMs, periodSeconds }: Options,
): Promise<readonly (readonly Point[])[]> {
  const points: Point[][] = queries.map(() => []);
  const range = { StartTime: new Date(fromMs), EndTime: new Date(toMs) };
  for (let first = 0; first < queries.length; first += MAX_QUERIES) {
    const part = queries.slice(first, first + MAX_QUERIES);
    const MetricDataQueries = part.map((query, index) => toQuery(query, first + index, periodSeconds));
    let NextToken: string | undefined;
    do {
      const page = await cloudWatch.send(new GetMetricDataCommand({ ...range, MetricDataQueries, NextToken }));
      for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const series = points[Number(Id.slice(1))];
        for (const [at, value] of Values.entries()) series?.push([Timestamps[at]?.getTime() ?? 0, value]);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return points;
}

function toQuery(
  { namespace, metric, dimensions, statistic }: MetricQuery,
  index: number,
  periodSeconds: number,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period: periodSeconds, Stat: statistic } };
}
