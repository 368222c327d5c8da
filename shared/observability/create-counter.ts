import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Whose metric it is. */
export interface CounterPlace {
  readonly service: string;
  readonly stage: string;
}

/** A metric of one service alone, beside those that every service has: written at once, each time, a zero too. */
export const createCounter = ({ service, stage }: CounterPlace, metric: string): ((count: number) => void) => {
  const metrics = new Metrics({ namespace: 'Baikonur', serviceName: service, defaultDimensions: { stage } });
  return (count) => {
    metrics.addMetric(metric, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  };
};
