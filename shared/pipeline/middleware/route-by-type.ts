import type { RoutedBatch, ValidatedBatch } from '../batch.ts';
import { routeLogs } from '../route-logs.ts';

/** Type filter and routing: sorts the logs by target. A log without a target is filtered. */
export function routeByType({ logs, targets, ...batch }: ValidatedBatch): RoutedBatch {
  const routed = routeLogs(logs, targets);
  return { ...batch, ...routed, results: [...batch.results, ...routed.results] };
}
