import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { Trouble } from '../../status/stage-status.ts';
import type { HeldShardView, TroubleView } from '../view.ts';
import { functionId, type StageMap, streamId } from './stage-map.ts';

/** The troubles of a stage, each with the nodes and edges that it is about. */
export function troubleViews(
  topology: Topology,
  map: StageMap,
  troubles: readonly Trouble[],
  held: readonly HeldShardView[],
): readonly TroubleView[] {
  const known = idsBySubject(topology, map);
  const waiting = new Map(
    held.map((one) => [`${one.function} on ${one.stream} ${one.shard}`, [one.node, ...one.edges]]),
  );
  return troubles.map(({ kind, subject, sentence, next }) => {
    const nodes = waiting.get(subject) ?? known.get(subject) ?? (kind === 'alarm' ? ofAlarm(topology, subject) : []);
    return { kind, subject, sentence, next, nodes };
  });
}

/** Subjects are functions by their ids, streams by key or name, log groups, buckets. */
function idsBySubject({ functions, streams, deadLetterBucket }: Topology, { nodes, edges }: StageMap) {
  const deadLetters = nodes.filter(({ kind }) => kind === 'deadLetters').map(({ id }) => id);
  return new Map<string, readonly string[]>([
    ...nodes.flatMap(({ id, name }) => (name === undefined ? [] : [[name, [id]] as const])),
    ...streams.map((stream) => [stream.key, [streamId(stream)]] as const),
    ...functions.map((fn) => [fn.id, [functionId(fn)]] as const),
    ...edges.flatMap((edge) =>
      edge.kind === 'subscription' ? [[edge.subscription.logGroup, [edge.from, edge.id]] as const] : [],
    ),
    [deadLetterBucket.name, deadLetters],
    ['dead-letter bucket', deadLetters],
  ]);
}

/** An alarm's name begins with what it is about. */
function ofAlarm({ functions, names }: Topology, alarm: string): readonly string[] {
  return functions.filter(({ series }) => alarm.startsWith(`${names.dashboard}-${series.subject}-`)).map(functionId);
}
