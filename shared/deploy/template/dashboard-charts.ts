import type { Topology } from '../topology/topology.ts';

/** A line of a chart, as CloudWatch writes it: namespace, metric, dimensions, label. */
type MetricLine = readonly (string | Readonly<Record<string, string>>)[];

/** A chart of the dashboard. */
export interface Chart {
  readonly title: string;
  readonly stat: 'Sum' | 'Maximum';
  /** Empty: the stage has none of it, and the chart is left out. */
  readonly metrics: readonly MetricLine[];
  /** Names of the runbooks that say what to do about it. */
  readonly runbooks: readonly string[];
}

const SERVICE_OF_EDEN = 'eden-api';

/** All charts, three a row: streams, functions, outcomes; then what runs beside the pipeline. */
export function dashboardCharts(topology: Topology): readonly Chart[] {
  const ours = ownLines(topology);
  const lambda = lambdaLines(topology);
  const kinesis = kinesisLines(topology);
  const sum = (title: string, metrics: readonly MetricLine[], ...runbooks: string[]): Chart => ({
    title,
    stat: 'Sum',
    metrics,
    runbooks,
  });
  const maximum = (title: string, metrics: readonly MetricLine[], ...runbooks: string[]): Chart => ({
    title,
    stat: 'Maximum',
    metrics,
    runbooks,
  });
  return [
    sum('Records written to streams', kinesis('IncomingRecords'), 'write-throttled'),
    sum('Logs received', ours('LogsReceived'), 'mapping-stopped'),
    sum('Logs delivered', ours('LogsDelivered'), 'ledger-mismatch'),
    sum('Writes throttled', kinesis('WriteProvisionedThroughputExceeded'), 'write-throttled'),
    maximum('Behind the stream (ms)', lambda('IteratorAge'), 'iterator-age'),
    sum('Dead letters', ours('LogsRejected'), 'dead-letters', 'letters-waiting'),
    sum('Reads throttled', kinesis('ReadProvisionedThroughputExceeded'), 'read-throttled'),
    maximum('Shard held (ms)', ours('ShardHeldMs'), 'held'),
    sum('Retries exhausted', ours('RetriesExhausted'), 'retries-exhausted'),
    maximum('Oldest log (ms)', ours('OldestLogAgeMs'), 'iterator-age'),
    sum('To be tried again', ours('LogsRetryable'), 'held'),
    sum('Logs filtered', ours('LogsFiltered'), 'dead-letters'),
    maximum('Duration (ms)', lambda('Duration'), 'iterator-age'),
    sum('Errors', lambda('Errors'), 'errors'),
    sum('Throttles', lambda('Throttles'), 'throttles'),
    ...besideThePipeline(topology, sum, maximum),
  ];
}

type CreateChart = (title: string, metrics: readonly MetricLine[], ...runbooks: string[]) => Chart;

function besideThePipeline(topology: Topology, sum: CreateChart, maximum: CreateChart): readonly Chart[] {
  const { deliveryStreams, cleaner, stage, names, settings } = topology;
  const firehose = (metric: string): MetricLine[] =>
    deliveryStreams.map(({ key, name }) => ['AWS/Firehose', metric, 'DeliveryStreamName', name, { label: key }]);
  const cleans: MetricLine[] =
    cleaner === undefined
      ? []
      : [
          ['Baikonur', 'IndicesLeft', 'service', cleaner.service, 'stage', stage, { label: 'indices left' }],
          ['AWS/Lambda', 'Invocations', 'FunctionName', cleaner.name, { label: 'runs' }],
        ];
  const api = names.function(SERVICE_OF_EDEN, 'api');
  const eden: MetricLine[] = ['OldEnvironments', 'ReaperRefused', 'AlbRulesPercent'].map((metric) => [
    'Baikonur',
    metric,
    'service',
    SERVICE_OF_EDEN,
    'stage',
    stage,
    { label: metric },
  ]);
  const answers: MetricLine[] = ['Count', '4XXError', '5XXError'].map((metric) => [
    'AWS/ApiGateway',
    metric,
    'ApiName',
    api,
    'Stage',
    stage,
    { label: metric },
  ]);
  const hasEden = settings.eden !== undefined;
  return [
    sum('Records to Firehose', firehose('IncomingRecords'), 'stale'),
    maximum('Firehose: oldest record not on S3 (s)', firehose('DeliveryToS3.DataFreshness'), 'stale'),
    sum('Firehose: objects written', firehose('DeliveryToS3.Success'), 'stale'),
    maximum('Cleaner', cleans, 'indices-left', 'not-running'),
    maximum('Preview environments', hasEden ? eden : [], 'old', 'reaper-refused', 'alb-rules'),
    sum('API of the preview environments', hasEden ? answers : [], '5xx'),
  ];
}

/** Lines of the namespace Baikonur, one for each function. */
function ownLines({ functions }: Topology) {
  return (metric: string): readonly MetricLine[] =>
    functions.map(({ series: { subject, dimensions } }) => [
      'Baikonur',
      metric,
      ...Object.entries(dimensions).flat(),
      { label: subject },
    ]);
}

function lambdaLines({ functions }: Topology) {
  return (metric: string): readonly MetricLine[] =>
    functions.map(({ name, id }) => ['AWS/Lambda', metric, 'FunctionName', name, { label: id }]);
}

function kinesisLines({ streams }: Topology) {
  return (metric: string): readonly MetricLine[] =>
    streams.map(({ name, key }) => ['AWS/Kinesis', metric, 'StreamName', name, { label: key }]);
}
