import type { RoutedBatch } from './batch.ts';
import { ONLY_TARGET } from './outcome.ts';
import { entryResult, FILTERED } from './result.ts';
import type { SortedLogs } from './sort-logs.ts';

type Routed = Pick<RoutedBatch, 'deliveries' | 'wanted' | 'matched' | 'results'>;

/** Makes deliveries of sorted logs. Its results are those of the filtered logs. */
export function routeLogs({ byTarget, wanted, filtered }: SortedLogs): Routed {
  const deliveries = [...byTarget].map(([target, logs]) => ({ target, logs }));
  const routed = deliveries.filter(({ target }) => target !== ONLY_TARGET);
  return {
    deliveries,
    wanted,
    matched: new Map(routed.map(({ target, logs }) => [target, logs.length])),
    results: filtered.map((log) => entryResult(log, log, FILTERED)),
  };
}
