import type { StreamFunction, Topology } from '../../../../shared/deploy/topology/topology.ts';
import { countText } from '../../operator/quantity.ts';
import type { Facts, RecentCounts } from '../../status/facts.ts';
import type { HeldShard } from '../../status/stage-status.ts';
import { isReading, mappingOf } from '../../status/troubles-of-functions.ts';
import type { FlowState } from '../view.ts';

/** The state of a function, and why. */
export interface StateAndWhy {
  readonly state: FlowState;
  readonly sentence?: string;
}

/** The state of a function by what was found of it. @param held its shards that are held, the longest first. */
export function functionState(
  fn: StreamFunction,
  {
    topology,
    facts,
    held,
  }: { readonly topology: Topology; readonly facts: Facts; readonly held: readonly HeldShard[] },
): StateAndWhy {
  if (facts.functions === undefined) return { state: 'unknown', sentence: 'it was not looked at yet, or could not be' };
  const deployed = facts.functions.get(fn.name);
  if (deployed === undefined) return { state: 'missing', sentence: `function ${fn.name} does not exist` };
  const mapping = mappingOf(fn, deployed);
  if (topology.settings.pollStreams && !isReading(mapping)) return { state: 'stopped', sentence: stoppedWhy(mapping) };
  const [first, ...others] = held;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${countText(others.length, 'more shard')})`;
    return { state: 'waits', sentence: `held since ${first.since}: ${first.error}${more}` };
  }
  return outcomeState(facts.figures?.get(fn.name)?.recent);
}

function stoppedWhy(mapping: ReturnType<typeof mappingOf>): string {
  if (mapping === undefined) return 'no mapping reads its stream for it';
  const words = [mapping.reason, mapping.lastResult].filter((text) => text !== '').join('; ');
  return `its mapping is ${mapping.state}${words === '' ? '' : `: ${words}`}`;
}

function outcomeState(recent: RecentCounts | undefined): StateAndWhy {
  if (recent === undefined) return { state: 'unknown', sentence: 'its figures could not be read' };
  if (recent.rejected > 0) {
    return { state: 'rejects', sentence: `${countText(recent.rejected, 'log')} became dead letters in 15 minutes` };
  }
  return { state: recent.received > 0 ? 'flows' : 'quiet' };
}
