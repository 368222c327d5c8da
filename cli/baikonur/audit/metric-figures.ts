import type { GetMetrics } from '../aws/get-metrics.ts';
import type { Metric } from '../aws/query-metrics.ts';
import type { ReadSummaries } from '../aws/read-summaries.ts';
import { AUDITED, type AuditSource, type FunctionRequest, type Series } from './figures.ts';
import { causeOf } from './summary-figures.ts';

const NAMESPACE = 'Baikonur';

/** Figures from CloudWatch: sums and largest values of five minutes. */
export function createMetricSource(getMetrics: GetMetrics, readSummaries: ReadSummaries): AuditSource {
  return {
    ofFunction: async (request) => {
      const queries = queriesOf(request);
      const found = await getMetrics(
        queries.map(({ query }) => query),
        request,
      );
      return new Map(queries.map(({ name }, index) => [name, found[index] ?? new Map()]));
    },
    arrivals: async (stream, range) => {
      const query = { namespace: 'AWS/Kinesis', metric: 'IncomingRecords', dimensions: { StreamName: stream } };
      const [found = new Map()]: readonly Series[] = await getMetrics([query], range);
      return found;
    },
    causes: async (name, range) =>
      (await readSummaries(name, range)).flatMap(({ atMs, requestId, summary }) =>
        causeOf(name, {
          atMs,
          requestId,
          progressTruncated: summary.progressTruncated,
          mismatches: summary.mismatches,
        }),
      ),
  };
}

function queriesOf({ name, service, stage, targets }: FunctionRequest): readonly { name: string; query: Metric }[] {
  const dimensions = { service, stage, function: name };
  return [
    ...AUDITED.map((metric) => ({ name: metric, query: { namespace: NAMESPACE, metric, dimensions } })),
    ...targets.map((target) => ({
      name: `LogsDelivered ${target}`,
      query: { namespace: NAMESPACE, metric: 'LogsDelivered', dimensions: { ...dimensions, target } },
    })),
  ];
}
