import type { StreamFunction, Subscription, Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { Facts } from '../../status/facts.ts';
import { isOfStream } from '../../status/held-shards.ts';
import type { HeldShard } from '../../status/stage-status.ts';
import type { Rates } from '../reading/stage-figures.ts';
import type { WatchEdge } from '../view.ts';
import { functionState, type StateAndWhy } from './function-state.ts';
import type { MapEdge, StageMap } from './stage-map.ts';

/** All that was found of a stage. */
export interface Found {
  readonly topology: Topology;
  readonly facts: Facts;
  /** Absent: the figures were not read yet. */
  readonly rates?: Rates;
  /** By id of the function, the longest first. */
  readonly held: ReadonlyMap<string, readonly HeldShard[]>;
}

const NONE: readonly HeldShard[] = [];

/** The edges of a stage with their rates and states. */
export function edgeViews({ edges }: StageMap, found: Found): readonly WatchEdge[] {
  return edges.map((edge) => {
    const { id, from, to } = edge;
    const { types } = edge.kind === 'write' ? edge : {};
    return { id, from, to, ...(types && { types }), ...viewOf(edge, found) };
  });
}

type View = StateAndWhy & Pick<WatchEdge, 'perSecond' | 'lagMs' | 'waits'>;

function viewOf(edge: MapEdge, found: Found): View {
  switch (edge.kind) {
    case 'subscription':
      return subscriptionView(edge.subscription, found);
    case 'applications':
      return outsideView(edge.stream.name, found);
    case 'read':
      return readView(edge.fn, found);
    case 'write':
      return writeView(edge, found);
    case 'reject':
      return rejectView(edge.fn, found);
  }
}

/** Records from outside: those that arrived on the stream, as no function writes to it. */
function outsideView(stream: string, { topology, facts, rates }: Found): View {
  if (facts.streams !== undefined && facts.streams.get(stream) === undefined) return { state: 'missing' };
  const perSecond = rates?.incoming.get(stream);
  const recent = facts.incoming?.get(stream);
  const isShared = topology.subscriptions.some((one) => one.stream.name === stream);
  const isMoving = (recent ?? perSecond ?? 0) > 0 || topology.functions.some((fn) => isReader(fn, stream, facts));
  const isKnown = facts.figures !== undefined || recent !== undefined;
  return {
    state: isMoving ? 'flows' : isKnown ? 'quiet' : 'unknown',
    // Records of log groups are among them: how many is not known.
    ...(perSecond === undefined || isShared ? {} : { perSecond }),
  };
}

function isReader({ source, name }: StreamFunction, stream: string, { figures }: Facts): boolean {
  return source.name === stream && (figures?.get(name)?.recent.received ?? 0) > 0;
}

function subscriptionView({ logGroup, stream }: Subscription, found: Found): View {
  const { subscriptions } = found.facts;
  if (subscriptions === undefined) return { state: 'unknown', sentence: 'it was not looked at yet, or could not be' };
  const filters = subscriptions.get(logGroup);
  if (filters === undefined) return { state: 'missing', sentence: `log group ${logGroup} does not exist` };
  if (!filters.some(({ destinationArn }) => isOfStream(destinationArn, stream.name))) {
    return { state: 'stopped', sentence: `no subscription filter leads to stream ${stream.key}` };
  }
  const { perSecond: _, ...view } = outsideView(stream.name, found);
  return view;
}

function readView(fn: StreamFunction, found: Found): View {
  const { facts, rates } = found;
  const perSecond = rates?.functions.get(fn.name)?.received;
  const lagMs = facts.figures?.get(fn.name)?.lagMs;
  return {
    ...wayState(fn, found),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(lagMs === undefined ? {} : { lagMs }),
    ...waitsOf(fn, found),
  };
}

function writeView({ fn, target }: Extract<MapEdge, { kind: 'write' }>, found: Found): View {
  const { facts, rates } = found;
  const isGone = target?.kind === 'kinesis' && facts.streams?.has(target.name) && !facts.streams.get(target.name);
  if (isGone) return { state: 'missing', sentence: `stream ${target.name} does not exist` };
  const rate = rates?.functions.get(fn.name);
  const perSecond = target && rate?.targets.size ? rate.targets.get(`${target.kind}:${target.name}`) : rate?.delivered;
  const own = wayState(fn, found);
  const isMoving = rate?.targets.size ? (perSecond ?? 0) > 0 : (facts.figures?.get(fn.name)?.recent.delivered ?? 0) > 0;
  return {
    ...(own.state === 'flows' && !isMoving ? { state: 'quiet' } : own),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...waitsOf(fn, found),
  };
}

function rejectView(fn: StreamFunction, found: Found): View {
  const own = functionState(fn, { ...found, held: NONE });
  const rejected = found.facts.figures?.get(fn.name)?.recent.rejected;
  const perSecond = found.rates?.functions.get(fn.name)?.rejected;
  const isOwn = own.state === 'missing' || own.state === 'unknown' || own.state === 'rejects';
  return {
    ...(isOwn ? own : { state: (rejected ?? 0) > 0 ? 'rejects' : 'quiet' }),
    ...(perSecond === undefined ? {} : { perSecond }),
  };
}

/** The state of a function's ways in and out: what it rejects goes another way. */
function wayState(fn: StreamFunction, found: Found): StateAndWhy {
  const own = functionState(fn, { ...found, held: found.held.get(fn.id) ?? NONE });
  return own.state === 'rejects' ? { state: 'flows' } : own;
}

function waitsOf({ id }: StreamFunction, { held }: Found): Pick<WatchEdge, 'waits'> {
  const [first] = held.get(id) ?? NONE;
  if (first === undefined) return {};
  return { waits: { since: first.since, deadLettersAt: first.lettersAt, lostAt: first.lostAt } };
}
