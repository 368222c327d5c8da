import { addSummaries, readSummary, type Summary } from '../../../local/ledger/totals.ts';
import type { Stream, StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { SUMMARY_MESSAGE } from '../../../shared/observability/observe-batches.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { MetricQuery } from '../aws/query-metrics.ts';
import { readLogLines } from '../aws/read-log-lines.ts';
import { readMetrics } from '../aws/read-metrics.ts';
import type { TimeRange } from '../operator/time-range.ts';
import type { FunctionFigures } from './facts.ts';

/** Figures of functions in a range, by their names on AWS. */
type ReadFigures = (
  topology: Pick<Topology, 'functions' | 'names'>,
  range: TimeRange,
) => Promise<ReadonlyMap<string, FunctionFigures>>;

const OUTCOMES = ['LogsReceived', 'LogsDelivered', 'LogsFiltered', 'LogsRejected', 'LogsRetryable'] as const;

/** Figures from CloudWatch. */
export function figuresOfMetrics({ cloudWatch }: Pick<AwsClients, 'cloudWatch'>): ReadFigures {
  return async ({ functions }, range) => {
    const queries = functions.map(queriesOf);
    const values = await readMetrics(cloudWatch, queries.flat(), range);
    const width = queries[0]?.length ?? 0;
    return new Map(functions.map(({ name }, index) => [name, toFigures(values.slice(index * width))]));
  };
}

/** The series of a function: its outcomes, then those that {@link toFigures} takes with them. */
export function queriesOf({ name, series }: StreamFunction): readonly MetricQuery[] {
  const ofLambda = (metric: string, statistic: MetricQuery['statistic']): MetricQuery => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: name },
    statistic,
  });
  return [
    ...OUTCOMES.map((metric): MetricQuery => {
      return { namespace: 'Baikonur', metric, dimensions: series.dimensions, statistic: 'Sum' };
    }),
    ofLambda('Errors', 'Sum'),
    ofLambda('Throttles', 'Sum'),
    ofLambda('IteratorAge', 'Maximum'),
  ];
}

/** The figures of the values of {@link queriesOf}, in their order. */
export function toFigures(values: readonly (number | undefined)[]): FunctionFigures {
  const [received = 0, delivered = 0, filtered = 0, rejected = 0, retryable = 0, errors, throttles, lagMs] = values;
  return {
    recent: { received, delivered, filtered, rejected, retryable },
    ...(errors === undefined ? {} : { errors }),
    ...(throttles === undefined ? {} : { throttles }),
    ...(lagMs === undefined ? {} : { lagMs }),
  };
}

/** The same from the functions' summary lines: a local AWS makes no metrics of them. */
export function figuresOfSummaries({ logs }: Pick<AwsClients, 'logs'>): ReadFigures {
  return async ({ functions, names }, range) => {
    const figures = functions.map(async ({ service, key, name }) => {
      const summaries: Summary[] = [];
      const query = { logGroup: names.logGroup(service, key), text: SUMMARY_MESSAGE, range };
      for await (const lines of readLogLines(logs, query))
        summaries.push(...lines.flatMap((line) => readSummary(line) ?? []));
      const { received, delivered, filtered, rejected, retryable } = addSummaries(summaries);
      return [name, { recent: { received, delivered, filtered, rejected, retryable } }] as const;
    });
    return new Map(await Promise.all(figures));
  };
}

/** Records a second of each stream in a range, where CloudWatch knows them. */
export async function readIncoming(
  streams: readonly Pick<Stream, 'name'>[],
  { cloudWatch }: Pick<AwsClients, 'cloudWatch'>,
  range: TimeRange,
): Promise<ReadonlyMap<string, number>> {
  const queries = streams.map(({ name }): MetricQuery => {
    const dimensions = { StreamName: name };
    return { namespace: 'AWS/Kinesis', metric: 'IncomingRecords', dimensions, statistic: 'Sum' };
  });
  const values = await readMetrics(cloudWatch, queries, range);
  const seconds = (range.toMs - range.fromMs) / 1000;
  return new Map(
    streams.flatMap(({ name }, index) => {
      const sum = values[index];
      return sum === undefined ? [] : [[name, sum / seconds] as const];
    }),
  );
}
