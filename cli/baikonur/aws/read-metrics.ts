import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { TimeRange } from '../operator/time-range.ts';

/** A series of CloudWatch, and how its values of a range become one. */
export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

/** @see GetMetricData: 500 series a call */
const MAX_QUERIES = 500;
const PERIOD_S = 60;

/** One value for each query, in their order; `undefined` where the series has none in the range. */
export async function readMetrics(
  cloudWatch: CloudWatchClient,
  queries: readonly MetricQuery[],
  { fromMs, toMs }: TimeRange,
): Promise<readonly (number | undefined)[]> {
  const values: (number | undefined)[] = queries.map(() => undefined);
  for (let first = 0; first < queries.length; first += MAX_QUERIES) {
    const part = queries.slice(first, first + MAX_QUERIES).map((query, index) => toQuery(query, first + index));
    let token: string | undefined;
    do {
      const page = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          MetricDataQueries: part,
          NextToken: token,
        }),
      );
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        const index = Number(Id.slice(1));
        values[index] = join(queries[index]?.statistic, values[index], Values);
      }
      token = page.NextToken;
    } while (token !== undefined);
  }
  return values;
}

function toQuery({ namespace, metric, dimensions, statistic }: MetricQuery, index: number): MetricDataQuery {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: PERIOD_S,
      Stat: statistic,
    },
  };
}

function join(statistic: MetricQuery['statistic'] | undefined, before: number | undefined, values: readonly number[]) {
  if (values.length === 0) return before;
  return statistic === 'Maximum'
    ? Math.max(before ?? 0, ...values)
    : values.reduce((sum, value) => sum + value, before ?? 0);
}
