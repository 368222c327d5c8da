import type { Log } from '../../shared/log/log.ts';
import { periodStart } from '../../shared/log/timestamp/period.ts';

/** The logs that become one object. */
export interface LogGroup {
  readonly logType: string;
  /** The first log of the group, in the order of the stream: its time and id name the object. */
  readonly first: Log;
  /** Places of the group's logs among those given, in order. */
  readonly places: number[];
}

interface Grouping {
  /** Length of the time that one folder covers, nanoseconds. */
  readonly periodNs: bigint;
  /** Groups an invocation may open. */
  readonly maxGroups: number;
}

/** Logs by group; those from `postponedFrom` on found no room. */
export interface GroupedLogs {
  readonly groups: readonly LogGroup[];
  readonly postponedFrom: number;
}

const HOUR_NS = 3_600_000_000_000n;

/** Time that one folder of each key layout covers: a day (`baikonur`) or an hour (`hive`). */
export const PERIOD_NS = { baikonur: 24n * HOUR_NS, hive: HOUR_NS } as const;

/**
 * Groups logs by type and by the day (or hour) of their own time, so that each is found in its folder.
 * The first log that would open one group too many, and all behind it, are left for the next invocation: the
 * checkpoint is then that log, and what is before it is settled.
 */
export function groupLogs(logs: readonly Log[], { periodNs, maxGroups }: Grouping): GroupedLogs {
  const groups: LogGroup[] = [];
  const byType = new Map<string, Map<bigint, LogGroup>>();
  const periodOf = createPeriodCounter(periodNs);
  let place = -1;
  for (const log of logs) {
    place++;
    let byPeriod = byType.get(log.logType);
    if (byPeriod === undefined) {
      byPeriod = new Map();
      byType.set(log.logType, byPeriod);
    }
    const period = periodOf(log.timeNs);
    const group = byPeriod.get(period);
    if (group !== undefined) {
      group.places.push(place);
      continue;
    }
    if (groups.length >= maxGroups) return { groups, postponedFrom: place };
    const opened = { logType: log.logType, first: log, places: [place] };
    byPeriod.set(period, opened);
    groups.push(opened);
  }
  return { groups, postponedFrom: logs.length };
}

/** Numbers the periods since the epoch, UTC. Logs of a batch mostly share theirs: only a change costs a division. */
function createPeriodCounter(periodNs: bigint): (timeNs: bigint) => bigint {
  let start = 0n;
  let end = 0n;
  return (timeNs) => {
    if (timeNs < start || timeNs >= end) {
      start = periodStart(timeNs, periodNs);
      end = start + periodNs;
    }
    return start;
  };
}
