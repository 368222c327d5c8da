import type {
  Stream,
  StreamFunction,
  Subscription,
  Target,
  Topology,
} from '../../../../shared/deploy/topology/topology.ts';
import type { NodeKind } from '../view.ts';
import { destinationOf } from './destination.ts';

/** A node before anything is known of its state. */
export interface MapNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly name?: string;
  readonly type?: string;
  /** The part of `config/` that it is of. */
  readonly fn?: StreamFunction;
  readonly stream?: Stream;
}

/** An edge before anything is known of its state. */
export type MapEdge = { readonly id: string; readonly from: string; readonly to: string } & (
  | { readonly kind: 'subscription'; readonly subscription: Subscription }
  | { readonly kind: 'applications'; readonly stream: Stream }
  | { readonly kind: 'read'; readonly fn: StreamFunction }
  | {
      readonly kind: 'write';
      readonly fn: StreamFunction;
      readonly target?: Target;
      readonly types?: readonly string[];
    }
  | { readonly kind: 'reject'; readonly fn: StreamFunction }
);

/** The topology of a stage as nodes and edges. */
export interface StageMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

const APPLICATIONS = nodeOf('applications', 'applications');
const DEAD_LETTERS = 'dead letters';

/** Draws a stage by `config/` alone. */
export function mapStage(topology: Topology): StageMap {
  const { streams, functions, subscriptions, deadLetterBucket } = topology;
  const deadLetters = nodeOf('deadLetters', DEAD_LETTERS, { name: deadLetterBucket.name });
  const open = streams.filter(({ name }) => isOpen(topology, name));
  const edges: readonly MapEdge[] = [
    ...subscriptions.map(subscriptionEdge),
    ...open.map((stream): MapEdge => ({ ...link(APPLICATIONS.id, streamId(stream)), kind: 'applications', stream })),
    ...functions.map((fn): MapEdge => ({ ...link(streamId(fn.source), functionId(fn)), kind: 'read', fn })),
    ...functions.flatMap((fn) => writeEdges(topology, fn)),
    ...functions.map((fn): MapEdge => ({ ...link(functionId(fn), deadLetters.id), kind: 'reject', fn })),
  ];
  const nodes = [
    ...subscriptions.map(({ logGroup }) => nodeOf('logGroup', logGroup, { name: logGroup })),
    ...(open.length === 0 ? [] : [APPLICATIONS]),
    ...streams.map((stream) => nodeOf('stream', stream.key, { name: stream.name, stream })),
    ...functions.map((fn) => nodeOf('function', fn.id, { name: fn.name, type: fn.service, fn })),
    ...functions.flatMap((fn) => endsOf(topology, fn)),
    deadLetters,
  ];
  return { nodes: uniqueById(nodes), edges: uniqueById(edges) };
}

/** The id of a function's node. */
export function functionId({ id }: Pick<StreamFunction, 'id'>): string {
  return `function:${id}`;
}

/** The id of a stream's node. */
export function streamId({ key }: Pick<Stream, 'key'>): string {
  return `stream:${key}`;
}

function nodeOf(kind: NodeKind, label: string, others: Partial<MapNode> = {}): MapNode {
  return { id: `${kind}:${label}`, kind, label, ...others };
}

function link(from: string, to: string): { readonly id: string; readonly from: string; readonly to: string } {
  return { id: `${from}>${to}`, from, to };
}

/** A stream that no function writes to, and some function reads: others put logs on it. */
function isOpen({ functions }: Topology, stream: string): boolean {
  const isWritten = functions.some(({ targets }) => targets.some((one) => isKinesis(one, stream)));
  return !isWritten && functions.some(({ source }) => source.name === stream);
}

function isKinesis({ kind, name }: Target, stream: string): boolean {
  return kind === 'kinesis' && name === stream;
}

function subscriptionEdge(subscription: Subscription): MapEdge {
  const { logGroup, stream } = subscription;
  return { ...link(`logGroup:${logGroup}`, streamId(stream)), kind: 'subscription', subscription };
}

function writeEdges(topology: Topology, fn: StreamFunction): readonly MapEdge[] {
  if (fn.targets.length === 0) {
    return endsOf(topology, fn).map((end) => ({ ...link(functionId(fn), end.id), kind: 'write', fn }));
  }
  return fn.targets.map((target): MapEdge => {
    const types = typesOf(topology, fn, target);
    return { ...link(functionId(fn), targetId(topology, target)), kind: 'write', fn, target, ...(types && { types }) };
  });
}

/** The destinations of a function that are no streams of the stage. */
function endsOf({ streams, deliveryStreams, archiveBucket }: Topology, fn: StreamFunction): readonly MapNode[] {
  if (fn.targets.length === 0) {
    const { label, ...others } = destinationOf(fn, archiveBucket.name);
    return [nodeOf('destination', label, others)];
  }
  return fn.targets
    .filter((target) => !streams.some(({ name }) => isKinesis(target, name)))
    .map(({ kind, name }) => {
      const label = deliveryStreams.find((one) => kind === 'firehose' && one.name === name)?.key ?? name;
      return nodeOf('destination', label, { name, type: kind === 'firehose' ? 'firehose' : 'stream' });
    });
}

function targetId({ streams, deliveryStreams }: Topology, target: Target): string {
  const stream = streams.find(({ name }) => isKinesis(target, name));
  if (stream !== undefined) return streamId(stream);
  const delivery = deliveryStreams.find(({ name }) => target.kind === 'firehose' && name === target.name);
  return `destination:${delivery?.key ?? target.name}`;
}

/** The types that a router's routes, or a forwarder, take to a target. */
function typesOf({ routes }: Topology, { service, environment }: StreamFunction, { kind, name }: Target) {
  if (service === 'router') {
    return [
      ...new Set(routes.flatMap(({ types, target }) => (target.kind === kind && target.name === name ? types : []))),
    ];
  }
  return environment['LOG_TYPE_WHITELIST']?.split(',');
}

function uniqueById<T extends { readonly id: string }>(things: readonly T[]): readonly T[] {
  return [...new Map(things.toReversed().map((thing) => [thing.id, thing])).values()].toReversed();
}
