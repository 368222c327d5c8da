import type { Log } from '../../shared/log/log.ts';
import { periodStart } from '../../shared/log/timestamp/period.ts';
import { type KeyLayout, LAYOUTS } from './layouts.ts';

/** The logs that become one object. */
export interface LogGroup {
  /** The first log of the group, in the order of the stream: its type, time and id name the object. */
  readonly first: Log;
  /** Indexes of the group's logs among those given, in order. */
  readonly indexes: number[];
}

interface Grouping {
  readonly layout: KeyLayout;
  /** Groups an invocation may open. */
  readonly maxGroups: number;
}

/** Logs by group; those from index `postponedFrom` on are in no group. */
export interface GroupedLogs {
  readonly groups: readonly LogGroup[];
  readonly postponedFrom: number;
}

/**
 * Groups logs by type and by the time that one folder of the layout covers (a day or an hour).
 * The first log that would open one group too many, and all behind it, are left for the next invocation: that log is
 * then the checkpoint, and what is before it is settled.
 */
export function groupLogs(logs: readonly Log[], { layout, maxGroups }: Grouping): GroupedLogs {
  const groups: LogGroup[] = [];
  const byType = new Map<string, Map<bigint, LogGroup>>();
  const folderStartOf = createFolderStart(LAYOUTS[layout].folderNs);
  let index = -1;
  for (const log of logs) {
    index++;
    let byFolder = byType.get(log.logType);
    if (byFolder === undefined) {
      byFolder = new Map();
      byType.set(log.logType, byFolder);
    }
    const folderStart = folderStartOf(log.timeNs);
    const group = byFolder.get(folderStart);
    if (group !== undefined) {
      group.indexes.push(index);
      continue;
    }
    if (groups.length >= maxGroups) return { groups, postponedFrom: index };
    const opened = { first: log, indexes: [index] };
    byFolder.set(folderStart, opened);
    groups.push(opened);
  }
  return { groups, postponedFrom: logs.length };
}

/** When the folder of a time begins, UTC. Logs of a batch mostly share theirs: only a change costs a division. */
function createFolderStart(folderNs: bigint): (timeNs: bigint) => bigint {
  let start = 0n;
  let end = 0n;
  return (timeNs) => {
    if (timeNs < start || timeNs >= end) {
      start = periodStart(timeNs, folderNs);
      end = start + folderNs;
    }
    return start;
  };
}
