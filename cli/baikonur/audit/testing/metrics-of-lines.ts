import type { GetMetrics } from '../../aws/get-metrics.ts';
import { PERIOD_MS } from '../figures.ts';

interface Embedded {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}

/** CloudWatch, as far as an audit needs it: sums and maxima of five minutes of what the lines embed. */
export function metricsOfLines(
  lines: () => readonly string[],
  arrivals: (stream: string) => readonly number[],
): GetMetrics {
  return async (queries, { fromMs, toMs }) => {
    const embedded = lines().flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line) as Embedded] : []));
    return queries.map(({ namespace, metric, dimensions }) => {
      const values =
        namespace === 'AWS/Kinesis'
          ? arrivals(dimensions['StreamName'] ?? '').map((atMs) => [atMs, 1] as const)
          : embedded.flatMap((line) => valuesOf(line, metric, dimensions));
      return sumUp(values.filter(([atMs]) => atMs >= fromMs && atMs < toMs));
    });
  };
}

function valuesOf({ _aws, ...line }: Embedded, metric: string, dimensions: Readonly<Record<string, string>>) {
  const wanted = JSON.stringify(Object.entries(dimensions).sort());
  return _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names): (readonly [number, number])[] => {
      const own = JSON.stringify(names.map((name) => [name, String(line[name])]).sort());
      const isWanted = own === wanted && Metrics.some(({ Name }) => Name === metric);
      return isWanted ? [[_aws.Timestamp, Number(line[metric])]] : [];
    }),
  );
}

function sumUp(values: readonly (readonly [atMs: number, value: number])[]) {
  const sums = new Map<number, { sum: number; max: number }>();
  for (const [atMs, value] of values) {
    const periodMs = atMs - (atMs % PERIOD_MS);
    const { sum, max } = sums.get(periodMs) ?? { sum: 0, max: 0 };
    sums.set(periodMs, { sum: sum + value, max: Math.max(max, value) });
  }
  return sums;
}
