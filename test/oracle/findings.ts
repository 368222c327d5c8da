import type { RejectCode } from '../../shared/log/reject.ts';

/** The causes for which pipeline.md allows a repeat. */
export const EXCUSES = ['function died', 'answer lost', 'progress table away'] as const;
export type Excuse = (typeof EXCUSES)[number];

/** An entry has arrived: at a target, or in the dead letters of a target. */
export interface Arrival {
  readonly id: string;
  readonly target: string;
  readonly where: 'delivered' | 'dead letter';
}

/** The oracle's observations while a scenario runs. */
export interface Findings {
  /** An entry has arrived; a second time needs an excuse given since the first. */
  readonly arrive: (arrival: Arrival) => void;
  /** From now on, until they arrive again, these standings may come twice. */
  readonly excuse: (standings: Iterable<string>, excuse: Excuse) => void;
  /** The same for the entries wherever they have arrived. */
  readonly excuseEverywhere: (ids: Iterable<string>, excuse: Excuse) => void;
  /** These were rejected individually, while others of the request were taken. */
  readonly suspect: (standings: Iterable<string>) => void;
  readonly isSuspect: (id: string, target: string) => boolean;
  readonly violate: (what: string) => void;
  /** A line of the story. */
  readonly tell: (line: string) => void;
  /** Target and reason of every dead letter, beside the id of its entry. */
  readonly deadLetters: { readonly id: string; readonly target: string; readonly reason: RejectCode }[];
  readonly hasArrived: (id: string, target: string) => boolean;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  /** Repeats by the first excuse that allowed them. */
  readonly repeats: ReadonlyMap<Excuse, number>;
}

/** Creates empty findings. */
export function createFindings(): Findings {
  const counts = new Map<string, number>();
  const excuses = new Map<string, Set<Excuse>>();
  const repeats = new Map<Excuse, number>();
  const violations: string[] = [];
  const story: string[] = [];
  const standings = new Map<string, Set<string>>();
  const suspects = new Set<string>();
  const violate = (what: string): void => {
    violations.push(what);
    story.push(`VIOLATION ${what}`);
  };
  const excuse: Findings['excuse'] = (keys, reason) => {
    for (const key of keys) excuses.set(key, (excuses.get(key) ?? new Set()).add(reason));
  };
  return {
    deadLetters: [],
    violations,
    story,
    repeats,
    hasArrived: (id, target) => counts.has(standing(id, target)),
    suspect: (keys) => {
      for (const key of keys) suspects.add(key);
    },
    isSuspect: (id, target) => suspects.has(standing(id, target)),
    tell: (line) => story.push(line),
    violate,
    excuse,
    excuseEverywhere: (ids, reason) => {
      for (const id of ids) excuse(standings.get(id) ?? [], reason);
    },
    arrive: ({ id, target, where }) => {
      const key = standing(id, target);
      const before = counts.get(key) ?? 0;
      const [reason] = excuses.get(key) ?? [];
      if (before > 0 && reason === undefined) violate(`${id} at ${target}: ${where} again, and nothing excuses it`);
      if (before > 0 && reason !== undefined) repeats.set(reason, (repeats.get(reason) ?? 0) + 1);
      excuses.delete(key);
      counts.set(key, before + 1);
      standings.set(id, (standings.get(id) ?? new Set()).add(key));
    },
  };
}

/** An entry at a target: the unit that may arrive once. */
export function standing(id: string, target: string): string {
  return `${id}>${target}`;
}
