import type { ReadDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { foldError } from './fold-error.ts';

/** A dead letter and its place in the bucket. */
export interface LocatedDeadLetter {
  readonly key: string;
  /** From 1. */
  readonly line: number;
  readonly deadLetter: ReadDeadLetter;
}

/** Dead letters of one function, target, reason and type whose errors differ in values alone. */
export interface DeadLetterGroup {
  readonly function: string;
  readonly target: string;
  readonly reason: string;
  /** `null` where the type is not known. */
  readonly logType: string | null;
  /** With `…` for each value. */
  readonly error: string;
  readonly count: number;
  /** When the first and the last of them failed, ISO 8601. */
  readonly oldest: string;
  readonly newest: string;
  /** The newest of them. */
  readonly example: { readonly identity: string; readonly key: string; readonly line: number; readonly error: string };
}

/** Collects groups; its memory depends on the number of groups alone. */
export interface Grouping {
  /** @returns the key of its group. */
  readonly add: (located: LocatedDeadLetter) => string;
  /** With their keys, the newest first. */
  readonly entries: () => readonly (readonly [key: string, group: DeadLetterGroup])[];
  /** The newest first. */
  readonly groups: () => readonly DeadLetterGroup[];
}

/** Past it, errors of one function, target, reason and type share a group: hostile logs invent errors. */
const MAX_GROUPS = 2_000;
const OTHER_ERRORS = '(other errors)';

/** Starts to group dead letters. */
export function createGrouping(maxGroups = MAX_GROUPS): Grouping {
  const groups = new Map<string, DeadLetterGroup>();
  const entries = () => [...groups].sort(([, a], [, b]) => compare(b.newest, a.newest) || b.count - a.count);
  return {
    add: (located) => {
      const folded = foldError(located.deadLetter.error);
      const own = keyOf(located, folded);
      const isFull = groups.size >= maxGroups && !groups.has(own);
      const error = isFull ? OTHER_ERRORS : folded;
      const key = isFull ? keyOf(located, error) : own;
      groups.set(key, extend(groups.get(key), located, error));
      return key;
    },
    entries,
    groups: () => entries().map(([, group]) => group),
  };
}

function keyOf({ deadLetter }: LocatedDeadLetter, error: string): string {
  const { function: name, target, reason, logType = null } = deadLetter;
  return JSON.stringify([name, target, reason, logType, error]);
}

function extend(group: DeadLetterGroup | undefined, { key, line, deadLetter }: LocatedDeadLetter, error: string) {
  const { failedAt, identity } = deadLetter;
  const example = { identity, key, line, error: deadLetter.error };
  if (group === undefined) {
    const { function: name, target, reason, logType = null } = deadLetter;
    return { function: name, target, reason, logType, error, count: 1, oldest: failedAt, newest: failedAt, example };
  }
  const isNewest = compare(failedAt, group.newest) > 0;
  return {
    ...group,
    count: group.count + 1,
    oldest: compare(failedAt, group.oldest) < 0 ? failedAt : group.oldest,
    ...(isNewest ? { newest: failedAt, example } : {}),
  };
}

/** Of instants: dead letters write all of them alike, other versions may not. */
function compare(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
