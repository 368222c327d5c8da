import type { Log } from '../log/log.ts';

/** Targets of a log, by name. None: the log is filtered. */
export type SelectTargets = (log: Log) => readonly string[];

/** The logs of a batch by target, each list in the order of the stream. */
export interface SortedLogs {
  readonly byTarget: ReadonlyMap<string, readonly Log[]>;
  /** Logs that have a target, each once however many targets it has. */
  readonly wanted: number;
  /** Logs without a target. */
  readonly filtered: readonly Log[];
}

/** Takes the logs of a batch one by one. */
export interface LogSorter {
  readonly add: (log: Log) => void;
  readonly sorted: () => SortedLogs;
}

/**
 * Starts to sort the logs of a batch. A log is sorted as soon as it is read: a second pass would fetch every log from
 * memory again.
 */
export function createLogSorter(selectTargets: SelectTargets): LogSorter {
  const byTarget = new Map<string, Log[]>();
  const filtered: Log[] = [];
  let wanted = 0;
  return {
    add: (log) => {
      const targets = selectTargets(log);
      if (targets.length === 0) filtered.push(log);
      else wanted++;
      for (const target of targets) addTo(byTarget, target, log);
    },
    sorted: () => ({ byTarget, wanted, filtered }),
  };
}

function addTo(byTarget: Map<string, Log[]>, target: string, log: Log): void {
  const logs = byTarget.get(target);
  if (logs === undefined) byTarget.set(target, [log]);
  else logs.push(log);
}
