import type { StreamFunction } from '../../../../shared/deploy/topology/topology.ts';
import { countText } from '../../operator/quantity.ts';
import type { FlowState, OutcomeCounts, WatchEdge, WatchNode } from '../view.ts';
import type { Found } from './edge-views.ts';
import { functionState, type StateAndWhy } from './function-state.ts';
import type { MapNode, StageMap } from './stage-map.ts';

type Part = StateAndWhy & Partial<WatchNode>;

/** The state of a node that has none of its own: the first of these that one of its edges has. */
const WORST_FIRST: readonly FlowState[] = ['waits', 'stopped', 'missing', 'rejects', 'flows', 'unknown', 'quiet'];

/** The nodes of a stage with their states. @param edges of the same map. */
export function nodeViews({ nodes }: StageMap, edges: readonly WatchEdge[], found: Found): readonly WatchNode[] {
  const [inward, outward] = [Map.groupBy(edges, ({ to }) => to), Map.groupBy(edges, ({ from }) => from)];
  return nodes.map((node) => {
    const { id, kind, label, name, type } = node;
    const around = { in: inward.get(id) ?? [], out: outward.get(id) ?? [] };
    return { id, kind, label, ...(name && { name }), ...(type && { type }), ...partOf(node, around, found) };
  });
}

interface Around {
  readonly in: readonly WatchEdge[];
  readonly out: readonly WatchEdge[];
}

function partOf(node: MapNode, around: Around, found: Found): Part {
  switch (node.kind) {
    case 'logGroup':
    case 'applications':
      return worstOf(around.out);
    case 'stream':
      return streamPart(node, around, found);
    case 'function':
      return node.fn === undefined ? { state: 'unknown' } : functionPart(node.fn, found);
    case 'destination':
      return destinationPart(node, around, found);
    case 'deadLetters':
      return deadLettersPart(node, found);
  }
}

function streamPart({ stream, label }: MapNode, around: Around, { facts, rates }: Found): Part {
  if (stream === undefined || facts.streams === undefined) return { state: 'unknown' };
  const deployed = facts.streams.get(stream.name);
  if (deployed === undefined) return { state: 'missing', sentence: `stream ${label} (${stream.name}) does not exist` };
  const perSecond = rates?.incoming.get(stream.name);
  const isMoving =
    (perSecond ?? 0) > 0 || [...around.in, ...around.out].some(({ state }) => state === 'flows' || state === 'waits');
  const isKnown = facts.incoming !== undefined || [...around.in, ...around.out].some(({ state }) => state === 'quiet');
  return {
    state: isMoving ? 'flows' : isKnown ? 'quiet' : 'unknown',
    stream: { ...deployed, ...(perSecond === undefined ? {} : { incomingPerSecond: perSecond }) },
  };
}

function functionPart(fn: StreamFunction, found: Found): Part {
  const figures = found.facts.figures?.get(fn.name);
  const { errors, throttles } = figures ?? {};
  return {
    ...functionState(fn, { ...found, held: found.held.get(fn.id) ?? [] }),
    ...(figures === undefined ? {} : { counts: countsOf(figures.recent) }),
    ...(errors === undefined ? {} : { errors }),
    ...(throttles === undefined ? {} : { throttles }),
  };
}

function countsOf({
  retryable,
  ...others
}: Omit<OutcomeCounts, 'retried'> & { readonly retryable: number }): OutcomeCounts {
  return { ...others, retried: retryable };
}

function destinationPart({ name = '', type }: MapNode, around: Around, { facts }: Found): Part {
  if (type === 's3' && facts.goneBuckets?.includes(name)) {
    return { state: 'missing', sentence: `bucket ${name} does not exist` };
  }
  // A function that is missing or stopped says nothing about its destination.
  const telling = around.in.filter(({ state }) => state !== 'missing' && state !== 'stopped');
  return telling.length === 0 ? { state: 'unknown' } : worstOf(telling);
}

function deadLettersPart({ name = '' }: MapNode, { facts }: Found): Part {
  if (facts.goneBuckets?.includes(name)) return { state: 'missing', sentence: `bucket ${name} does not exist` };
  if (facts.deadLetters === undefined) return { state: 'unknown' };
  const deadLetters = facts.deadLetters.reduce((sum, { count }) => sum + count, 0);
  if (deadLetters === 0) return { state: 'quiet', deadLetters };
  return { state: 'rejects', deadLetters, sentence: `${countText(deadLetters, 'dead letter')} in 24 hours` };
}

function worstOf(edges: readonly WatchEdge[]): StateAndWhy {
  const state = WORST_FIRST.find((one) => edges.some((edge) => edge.state === one)) ?? 'unknown';
  const sentence = edges.find((edge) => edge.state === state)?.sentence;
  return { state, ...(sentence === undefined ? {} : { sentence }) };
}
