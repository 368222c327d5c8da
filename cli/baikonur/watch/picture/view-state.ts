import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { EnvironmentItem } from '../../../../shared/eden/environment/item.ts';
import type { Facts } from '../../status/facts.ts';
import { judgeStage } from '../../status/judge-stage.ts';
import { RECENT_MS } from '../../status/read-facts.ts';
import type { HeldShard } from '../../status/stage-status.ts';
import type { Rates } from '../reading/stage-figures.ts';
import type { HeldShardView, WatchReading, WatchState } from '../view.ts';
import { edgeViews } from './edge-views.ts';
import { environmentViews } from './environment-views.ts';
import { nodeViews } from './node-views.ts';
import { functionId, type MapEdge, mapStage, type StageMap } from './stage-map.ts';
import { troubleViews } from './trouble-views.ts';

/** All that was read of a stage so far. */
export interface Snapshot {
  readonly facts: Facts;
  readonly rates?: Rates;
  /** Absent: not read, or the stage has none. */
  readonly environments?: readonly EnvironmentItem[];
}

/** Makes the state of a stage. @param nowMs of the clock of AWS */
export type ViewState = (snapshot: Snapshot, reading: WatchReading, nowMs: number) => WatchState;

/** Prepares the views of one stage. @param expected variables that a function should have on AWS */
export function createViewState(
  topology: Topology,
  { canSend, expected }: { readonly canSend: boolean; readonly expected: Parameters<typeof judgeStage>[0]['expected'] },
): ViewState {
  const map = mapStage(topology);
  return ({ facts, rates, environments }, reading, nowMs) => {
    const status = judgeStage({ topology, facts, nowMs, expected });
    const held = status.held.map((shard) => heldView(map, topology, shard));
    const byFunction = Map.groupBy(status.held, (shard) => shard.function);
    const found = { topology, facts, held: byFunction, ...(rates && { rates }) };
    const edges = edgeViews(map, found);
    return {
      project: topology.project,
      stage: topology.stage,
      region: topology.region,
      canSend,
      reading,
      windowMs: RECENT_MS,
      healthy: status.healthy && reading.status === 'current',
      nodes: nodeViews(map, edges, found),
      edges,
      held,
      troubles: troubleViews(topology, map, status.troubles, held),
      ...(environments && { environments: environmentViews(environments, nowMs) }),
    };
  };
}

function heldView({ edges }: StageMap, { functions }: Topology, shard: HeldShard): HeldShardView {
  const { lettersAt, ...others } = shard;
  const fn = functions.find(({ id }) => id === shard.function);
  const isItsOwn = (edge: MapEdge): boolean => (edge.kind === 'read' || edge.kind === 'write') && edge.fn === fn;
  return {
    ...others,
    deadLettersAt: lettersAt,
    node: functionId({ id: shard.function }),
    edges: edges.filter(isItsOwn).map(({ id }) => id),
  };
}
