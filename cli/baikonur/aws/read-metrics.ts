import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { TimeRange } from '../operator/time-range.ts';
import { type MetricQuery, type Point, queryMetrics } from './query-metrics.ts';

const PERIOD_SECONDS = 60;

/** One value for each query, in their order; `undefined` where the series has none in the range. */
export async function readMetrics(
  cloudWatch: CloudWatchClient,
  queries: readonly MetricQuery[],
  { fromMs, toMs }: TimeRange,
): Promise<readonly (number | undefined)[]> {
  const series = await queryMetrics(cloudWatch, queries, { fromMs, toMs, periodSeconds: PERIOD_SECONDS });
  return queries.map(({ statistic }, index) => totalValue(series[index] ?? [], statistic));
}

/** One value of all points of a series; `undefined` where it has none. */
export function totalValue(points: readonly Point[], statistic: MetricQuery['statistic']): number | undefined {
  if (points.length === 0) return undefined;
  const values = points.map(([, value]) => value);
  return statistic === 'Maximum' ? Math.max(0, ...values) : values.reduce((sum, value) => sum + value, 0);
}
