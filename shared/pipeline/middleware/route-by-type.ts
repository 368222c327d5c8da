import type { RoutedBatch, ValidatedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import { routeLogs, type SelectTargets } from '../route-logs.ts';

/** Type filter and routing: sorts the logs by target. A log without a target is filtered. */
export function routeByType(selectTargets: SelectTargets): Stage<ValidatedBatch, RoutedBatch> {
  return ({ logs, ...batch }) => {
    const routed = routeLogs(logs, selectTargets);
    return { ...batch, ...routed, results: [...batch.results, ...routed.results] };
  };
}
