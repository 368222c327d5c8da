import type { FlowState, OutcomeCounts, WatchEdge, WatchNode, WatchReading, WatchState } from '../view.ts';

/** The time of every fixture. */
export const AT = '2026-11-28T14:00:00Z';

/** A reading that is two seconds old. */
export const CURRENT: WatchReading = { at: AT, ageMs: 2_000, everyMs: 2_000, status: 'current', stale: [] };

/** A state with nothing in it but what is given. */
export function buildState(parts: Partial<WatchState>): WatchState {
  return {
    project: 'baikonur',
    stage: 'local',
    region: 'eu-west-1',
    canSend: true,
    reading: CURRENT,
    windowMs: 900_000,
    healthy: true,
    nodes: [],
    edges: [],
    held: [],
    troubles: [],
    ...parts,
  };
}

/** A node; its id is `<kind>:<label>`. */
export function node(kind: WatchNode['kind'], label: string, others: Partial<WatchNode> = {}): WatchNode {
  return { id: `${kind}:${label}`, kind, label, state: 'flows', ...others };
}

/** An edge between two nodes. */
export function edge(from: WatchNode, to: WatchNode, others: Partial<WatchEdge> = {}): WatchEdge {
  const state: FlowState = 'flows';
  return { id: `${from.id}>${to.id}`, from: from.id, to: to.id, state, perSecond: 12.5, lagMs: 800, ...others };
}

/** Outcomes of a function that delivers all but one in ten, which it filters. */
export function counts(received: number, others: Partial<OutcomeCounts> = {}): OutcomeCounts {
  const filtered = Math.floor(received / 10);
  return { received, delivered: received - filtered, filtered, rejected: 0, retried: 0, ...others };
}
