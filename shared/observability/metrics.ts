import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The dimensions of every metric of a function. */
interface MetricDimensions {
  readonly service: string;
  readonly stage: string;
  /** Name on AWS of a function that reads a stream. */
  readonly function?: string;
}

interface FunctionNames extends Pick<MetricDimensions, 'service' | 'stage'> {
  readonly functionName: string;
}

/** Metrics of the namespace `Baikonur`, written to standard output as EMF. */
export function createMetrics({ service, ...others }: MetricDimensions): Metrics {
  return new Metrics({ namespace: 'Baikonur', serviceName: service, defaultDimensions: { ...others } });
}

/** The dimensions of a function that reads a stream. */
export function functionDimensions(settings: FunctionNames): MetricDimensions {
  const { service, stage, functionName } = settings;
  return { service, stage, function: functionName };
}

/** Creates a function that reports a count at once, zero included, as the metric of the given name. */
export function createCounter(name: string, dimensions: MetricDimensions): (count: number) => void {
  const metrics = createMetrics(dimensions);
  return (count) => {
    metrics.addMetric(name, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  };
}
