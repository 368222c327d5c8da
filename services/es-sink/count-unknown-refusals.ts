import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Reports logs that were rejected with an error that answer.ts does not have, as the metric `LogsRefusedUnknown`. */
export function createCountUnknownRefusals(place: { readonly service: string; readonly stage: string }) {
  const metrics = new Metrics({
    namespace: 'Baikonur',
    serviceName: place.service,
    defaultDimensions: { stage: place.stage },
  });
  return (logs: number): void => {
    metrics.addMetric('LogsRefusedUnknown', MetricUnit.Count, logs);
    metrics.publishStoredMetrics();
  };
}
