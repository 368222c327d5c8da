import type { Log } from '../log/log.ts';
import type { RoutedBatch } from './batch.ts';
import { ONLY_TARGET } from './outcome.ts';
import { entryResult, FILTERED, type Result } from './result.ts';

/** Targets of a log, by name. None: the log is filtered. */
export type SelectTargets = (log: Log) => readonly string[];

type Routed = Pick<RoutedBatch, 'deliveries' | 'wanted' | 'matched' | 'results'>;

/**
 * Sorts logs by target, in the order of the stream. Its results are those of the filtered logs.
 * @param targets of each log, by its position in `logs`.
 */
export function routeLogs(logs: readonly Log[], targets: readonly (readonly string[])[]): Routed {
  const byTarget = new Map<string, Log[]>();
  const filtered: Result[] = [];
  for (let index = 0; index < logs.length; index++) {
    const log = logs[index] as Log; // the index is below the length
    const own = targets[index] ?? [];
    if (own.length === 0) filtered.push(entryResult(log, log, FILTERED));
    for (const target of own) addTo(byTarget, target, log);
  }
  const deliveries = [...byTarget].map(([target, own]) => ({ target, logs: own }));
  const routed = deliveries.filter(({ target }) => target !== ONLY_TARGET);
  return {
    deliveries,
    wanted: logs.length - filtered.length,
    matched: new Map(routed.map(({ target, logs: own }) => [target, own.length])),
    results: filtered,
  };
}

function addTo(byTarget: Map<string, Log[]>, target: string, log: Log): void {
  const logs = byTarget.get(target);
  if (logs === undefined) byTarget.set(target, [log]);
  else logs.push(log);
}
