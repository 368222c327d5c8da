import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { createMetrics } from '../../shared/observability/metrics.ts';

/** The metrics of a task, in the namespace `Baikonur`. */
const METRICS = {
  /** Runs that were started, reruns included. */
  started: ['TaskRuns', MetricUnit.Count],
  /** Runs that did not start because of `overlap: forbid`. */
  skipped: ['TaskRunsSkipped', MetricUnit.Count],
  /** Tasks that failed, or whose container never ran, with no rerun left; runs skipped behind one that does not end. */
  failed: ['TaskRunsFailed', MetricUnit.Count],
} as const;

/** Counts one, by service, stage and task. */
export type CountTask = (event: keyof typeof METRICS, task: string) => void;

/** Builds the counter of all tasks. */
export function createTaskMetrics(dimensions: { readonly service: string; readonly stage: string }): CountTask {
  return (event, task) => {
    const metrics = createMetrics(dimensions);
    const [name, unit] = METRICS[event];
    metrics.addDimension('task', task);
    metrics.addMetric(name, unit, 1);
    metrics.publishStoredMetrics();
  };
}
