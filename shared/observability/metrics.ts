import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The dimensions of every metric of a function. */
interface MetricDimensions {
  readonly service: string;
  readonly stage: string;
  /** Name of the function on AWS. */
  readonly function?: string;
}

/** Metrics of the namespace `Baikonur`, written to standard output as EMF. */
export function createMetrics({ service, ...others }: MetricDimensions): Metrics {
  return new Metrics({ namespace: 'Baikonur', serviceName: service, defaultDimensions: { ...others } });
}

/** Creates a function that reports a count at once, zero included, as the metric of the given name. */
export function createCounter(name: string, dimensions: MetricDimensions): (count: number) => void {
  const metrics = createMetrics(dimensions);
  return (count) => {
    metrics.addMetric(name, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  };
}
