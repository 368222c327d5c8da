import { createHash } from 'node:crypto';
import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import { ONLY_TARGET } from '../../../../shared/pipeline/outcome.ts';
import { createGrouping, type DeadLetterGroup, type LocatedDeadLetter } from '../../dead-letters/group-dead-letters.ts';
import type { DeadLetterGroups, DeadLetterGroupView, DeadLetterRequest } from '../page-requests.ts';
import { functionId } from '../picture/stage-map.ts';
import type { DeadLetterCache } from '../reading/dead-letter-cache.ts';
import { redriveGroup } from './redrive-command.ts';

const DAY_MS = 86_400_000;
/** Dead letters of a group that can be opened. */
const MOST_OPENED = 100;
const MOST_GROUPS = 500;
const MAX_TEXT = 2_000;

/** Lists the dead letters of the last 24 hours in groups, without any of their records. */
export function createListDeadLetters(topology: Topology, cache: DeadLetterCache, nowMs: () => number) {
  return async (signal: AbortSignal): Promise<DeadLetterGroups> => {
    const atMs = nowMs();
    const notRead: string[] = [];
    const found = await cache.read({ nowMs: atMs, signal, tell: ({ sentence }) => void notRead.push(sentence) });
    return {
      at: new Date(atMs).toISOString(),
      since: new Date(atMs - DAY_MS).toISOString(),
      ...groupViews(topology, found, notRead),
    };
  };
}

/** Groups of dead letters, the newest first. @param notRead what was not read already */
export function groupViews(
  topology: Topology,
  found: readonly LocatedDeadLetter[],
  notRead: readonly string[],
): Pick<DeadLetterGroups, 'groups' | 'notRead'> {
  const grouping = createGrouping();
  const members = new Map<string, LocatedDeadLetter[]>();
  for (const one of found) {
    const key = grouping.add(one);
    const own = members.get(key) ?? [];
    own.push(one);
    members.set(key, own);
  }
  const entries = grouping.entries();
  const more = entries.length - MOST_GROUPS;
  return {
    groups: entries.slice(0, MOST_GROUPS).map(([key, group]) => viewOf(topology, key, group, members.get(key) ?? [])),
    notRead: [...notRead, ...(more > 0 ? [`${more} more groups: baikonur letters shows all`] : [])],
  };
}

function viewOf(
  topology: Topology,
  key: string,
  group: DeadLetterGroup,
  members: readonly LocatedDeadLetter[],
): DeadLetterGroupView {
  const { function: name, target, reason, logType, error, count, oldest, newest } = group;
  const fn = topology.functions.find((one) => one.name === name);
  return {
    id: createHash('sha256').update(key).digest('base64url').slice(0, 16),
    ...(fn && { node: functionId(fn) }),
    function: fn?.id ?? name,
    ...(target === ONLY_TARGET ? {} : { target }),
    reason,
    ...(logType === null ? {} : { logType: logType.slice(0, MAX_TEXT) }),
    error: error.slice(0, MAX_TEXT),
    count,
    oldest,
    newest,
    letters: newestFirst(members),
    redrive: redriveGroup(topology, group),
  };
}

function newestFirst(members: readonly LocatedDeadLetter[]): readonly DeadLetterRequest[] {
  return members
    .toSorted((one, other) => Date.parse(other.deadLetter.failedAt) - Date.parse(one.deadLetter.failedAt))
    .slice(0, MOST_OPENED)
    .map(({ key, line }) => ({ key, line }));
}
