import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type Metric, queryMetrics } from './query-metrics.ts';

/** Values of metrics in periods of five minutes, one map for each metric. @param range starts and ends with a period */
export type GetMetrics = (
  metrics: readonly Metric[],
  range: { readonly fromMs: number; readonly toMs: number },
) => Promise<readonly ReadonlyMap<number, { readonly sum: number; readonly max: number }>[]>;

const PERIOD_SECONDS = 300;

/** Metrics of CloudWatch. */
export function createGetMetrics(cloudWatch: CloudWatchClient): GetMetrics {
  return async (metrics, range) => {
    const queries = metrics.flatMap((metric) => [
      { ...metric, statistic: 'Sum' as const },
      { ...metric, statistic: 'Maximum' as const },
    ]);
    const series = await queryMetrics(cloudWatch, queries, { ...range, periodSeconds: PERIOD_SECONDS });
    return metrics.map((_, index) => {
      const sums = new Map(series[2 * index]);
      const maxima = new Map(series[2 * index + 1]);
      const times = new Set([...sums.keys(), ...maxima.keys()]);
      return new Map([...times].map((at) => [at, { sum: sums.get(at) ?? 0, max: maxima.get(at) ?? 0 }]));
    });
  };
}
