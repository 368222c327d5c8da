import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { TimeRange } from '../operator/time-range.ts';
import { type MetricQuery, queryMetrics } from './query-metrics.ts';

const PERIOD_SECONDS = 60;

/** One value for each query, in their order; `undefined` where the series has none in the range. */
export async function readMetrics(
  cloudWatch: CloudWatchClient,
  queries: readonly MetricQuery[],
  { fromMs, toMs }: TimeRange,
): Promise<readonly (number | undefined)[]> {
  const series = await queryMetrics(cloudWatch, queries, { fromMs, toMs, periodSeconds: PERIOD_SECONDS });
  return queries.map(({ statistic }, index) => {
    const values = (series[index] ?? []).map(([, value]) => value);
    if (values.length === 0) return undefined;
    return statistic === 'Maximum' ? Math.max(0, ...values) : values.reduce((sum, value) => sum + value, 0);
  });
}
