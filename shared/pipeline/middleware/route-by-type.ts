import type { RoutedBatch, ValidatedBatch } from '../batch.ts';
import { routeLogs } from '../route-logs.ts';

/** Type filter and routing: a delivery for each target. A log without a target is filtered. */
export function routeByType({ logs, ...batch }: ValidatedBatch): RoutedBatch {
  const routed = routeLogs(logs);
  return { ...batch, ...routed, results: [...batch.results, ...routed.results] };
}
