import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CleanReport } from './clean.ts';

/** Reports the number, also zero, as the metric `IndicesLeft`. */
export function createCountIndicesLeft(place: { readonly service: string; readonly stage: string }) {
  const metrics = new Metrics({
    namespace: 'Baikonur',
    serviceName: place.service,
    defaultDimensions: { stage: place.stage },
  });
  return (report: CleanReport): void => {
    metrics.addMetric('IndicesLeft', MetricUnit.Count, indicesLeft(report));
    metrics.publishStoredMetrics();
  };
}

/** Indices that should have been deleted and still exist. A dry run should not delete any. */
export function indicesLeft({ status, lines, failures }: CleanReport): number {
  return status === 'refused' ? lines.filter(({ action }) => action === 'delete').length : Object.keys(failures).length;
}
