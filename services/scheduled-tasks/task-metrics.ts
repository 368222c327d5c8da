import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { createMetrics } from '../../shared/observability/metrics.ts';

/** The metrics of a task. */
type TaskMetric =
  /** Runs that were started, and runs that another one followed after a failure. */
  | 'TaskRuns'
  /** Runs that did not start because of `overlap: forbid`. */
  | 'TaskRunsSkipped'
  /** Runs that failed, or whose container never ran, with no rerun left. */
  | 'TaskRunsFailed';

/** Counts one, by service, stage and task. */
export type CountTask = (metric: TaskMetric, task: string) => void;

/** The metrics of all tasks, in the namespace `Baikonur`. */
export function createTaskMetrics(dimensions: { readonly service: string; readonly stage: string }): CountTask {
  return (metric, task) => {
    const metrics = createMetrics(dimensions);
    metrics.addDimension('task', task);
    metrics.addMetric(metric, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
}
