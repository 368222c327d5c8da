import type { Log } from '../log/log.ts';
import type { SelectTargets } from './batch.ts';
import { ONLY_TARGET, type Shipment } from './outcome.ts';
import { entryResult, FILTERED, type Result } from './result.ts';

/** The logs of a batch by the targets that want them. */
interface SortedLogs {
  readonly shipments: readonly Shipment[];
  /** Logs that have a target, each once. */
  readonly wanted: number;
  /** Logs by target, where a service has several. */
  readonly matched: ReadonlyMap<string, number>;
  /** Results of the logs that no one here wants. */
  readonly filtered: readonly Result[];
}

/** Takes logs one by one, and tells in the end where they go. */
export interface LogSorter {
  readonly add: (log: Log) => void;
  readonly sorted: () => SortedLogs;
}

/** Sorts the logs of a batch by target, in the order of the stream. */
export function createLogSorter(selectTargets: SelectTargets): LogSorter {
  const byTarget = new Map<string, Log[]>();
  const filtered: Result[] = [];
  let wanted = 0;
  const addTo = (target: string, log: Log): void => {
    const logs = byTarget.get(target);
    if (logs === undefined) byTarget.set(target, [log]);
    else logs.push(log);
  };
  return {
    add: (log) => {
      const targets = selectTargets(log);
      if (targets.length === 0) filtered.push(entryResult(log, log, FILTERED));
      else wanted++;
      for (const target of targets) addTo(target, log);
    },
    sorted: () => {
      const shipments = [...byTarget].map(([target, logs]) => ({ target, logs }));
      const routed = shipments.filter(({ target }) => target !== ONLY_TARGET);
      return { shipments, wanted, matched: new Map(routed.map(({ target, logs }) => [target, logs.length])), filtered };
    },
  };
}
