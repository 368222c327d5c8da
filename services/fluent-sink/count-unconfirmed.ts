import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Reports what went out without an ack as the metric `LogsUnconfirmed`, beside those that every service has. */
export function createCountUnconfirmed(place: { readonly service: string; readonly stage: string }) {
  const metrics = new Metrics({
    namespace: 'Baikonur',
    serviceName: place.service,
    defaultDimensions: { stage: place.stage },
  });
  return (logs: number): void => {
    metrics.addMetric('LogsUnconfirmed', MetricUnit.Count, logs);
    metrics.publishStoredMetrics();
  };
}
