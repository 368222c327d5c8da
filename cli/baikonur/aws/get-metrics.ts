import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** One metric under exactly these dimensions. */
export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values of metrics in periods of five minutes, one map for each query. @param range starts and ends with a period */
export type GetMetrics = (
  queries: readonly MetricQuery[],
  range: { readonly fromMs: number; readonly toMs: number },
) => Promise<readonly ReadonlyMap<number, { readonly sum: number; readonly max: number }>[]>;

const PERIOD_SECONDS = 300;
/** @see GetMetricData: 500 queries; each metric is two of them */
const METRICS_A_CALL = 250;

/** Metrics of CloudWatch. */
export function createGetMetrics(cloudWatch: CloudWatchClient): GetMetrics {
  return async (queries, range) => {
    const found = queries.map(() => new Map<number, { sum: number; max: number }>());
    for (let from = 0; from < queries.length; from += METRICS_A_CALL) {
      await readInto(
        cloudWatch,
        found.slice(from, from + METRICS_A_CALL),
        queries.slice(from, from + METRICS_A_CALL),
        range,
      );
    }
    return found;
  };
}

type Values = Map<number, { sum: number; max: number }>;

async function readInto(
  cloudWatch: CloudWatchClient,
  found: readonly Values[],
  queries: readonly MetricQuery[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const MetricDataQueries = queries.flatMap((query, index) => [
    toQuery(`sum${index}`, query, 'Sum'),
    toQuery(`max${index}`, query, 'Maximum'),
  ]);
  const range = { StartTime: new Date(fromMs), EndTime: new Date(toMs) };
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({ MetricDataQueries, ...range, ...(NextToken && { NextToken }) });
    const page = await cloudWatch.send(command);
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const [, kind, index] = /^(sum|max)(\d+)$/.exec(Id) ?? [];
      const values = found[Number(index)];
      for (const [at, time] of Timestamps.entries()) {
        const known = values?.get(time.getTime()) ?? { sum: 0, max: 0 };
        values?.set(time.getTime(), { ...known, [kind ?? 'sum']: Values[at] ?? 0 });
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

function toQuery(Id: string, { namespace, metric, dimensions }: MetricQuery, Stat: 'Sum' | 'Maximum'): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
  return { Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat }, ReturnData: true };
}
