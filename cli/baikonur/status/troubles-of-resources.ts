import type { Stream, Topology } from '../../../shared/deploy/topology/topology.ts';
import type { Facts } from './facts.ts';
import { isOfStream } from './held-shards.ts';
import type { Trouble } from './stage-status.ts';

/** Streams, buckets, the table and subscription filters that are gone, or are not as the pipeline needs them. */
export function troublesOfResources(topology: Topology, facts: Facts): readonly Trouble[] {
  const gone = (kind: string, name: string): Trouble => ({
    kind: 'gone',
    subject: name,
    sentence: `${kind} ${name} does not exist`,
    next: `npx --no sls deploy --stage ${topology.stage} (docs/deploy.md)`,
  });
  const { streams, goneBuckets = [], holds } = facts;
  return [
    ...topology.streams.flatMap(({ name }) =>
      streams !== undefined && streams.get(name) === undefined ? [gone('stream', name)] : [],
    ),
    ...topology.streams.flatMap((stream) => retentionTroubles(topology, stream, facts)),
    ...goneBuckets.map((name) => gone('bucket', name)),
    ...(holds === 'gone' ? [gone('table', topology.progressTable)] : []),
    ...subscriptionTroubles(topology, facts),
  ];
}

function retentionTroubles({ stage, functions }: Topology, stream: Stream, { streams }: Facts): readonly Trouble[] {
  const retentionHours = streams?.get(stream.name)?.retentionHours;
  if (retentionHours === undefined) return [];
  const holding = functions.filter(
    ({ source, retry }) => source.key === stream.key && retry.holdHours >= retentionHours,
  );
  if (holding.length === 0) return [];
  const longest = Math.max(...holding.map(({ retry }) => retry.holdHours));
  const names = holding.map(({ id }) => id).join(', ');
  return [
    {
      kind: 'retention-below-hold',
      subject: stream.key,
      sentence: `it keeps records for ${retentionHours} h, and a hold takes up to ${longest} h (${names}): they would be lost`,
      next: `npx --no sls deploy --stage ${stage} (docs/deploy.md)`,
    },
  ];
}

function subscriptionTroubles(topology: Topology, { subscriptions }: Facts): readonly Trouble[] {
  if (subscriptions === undefined) return [];
  const next = `npx --no sls deploy --stage ${topology.stage} (docs/runbooks/subscription-errors.md)`;
  return topology.subscriptions.flatMap(({ logGroup, stream }) => {
    const filters = subscriptions.get(logGroup);
    const trouble = (kind: string, sentence: string): Trouble => ({ kind, subject: logGroup, sentence, next });
    if (filters === undefined) return [trouble('gone', `log group ${logGroup} does not exist`)];
    const ours = filters.filter(({ destinationArn }) => isOfStream(destinationArn, stream.name));
    const others = filters.filter(({ destinationArn }) => !leadsToUs(topology, logGroup, destinationArn));
    const neighbours = others.map(({ name, destinationArn }) => `"${name}" to ${destinationArn}`).join(', ');
    if (ours.length === 0) {
      const because = others.length === 0 ? '' : `; the group has ${neighbours}`;
      return [trouble('subscription-missing', `no subscription filter leads to stream ${stream.key}${because}`)];
    }
    if (others.length === 0) return [];
    return [
      trouble('subscription-neighbour', `another filter takes one of the few places of the group: ${neighbours}`),
    ];
  });
}

/** Whether a filter is one of `config/`: a group may have several of ours. */
function leadsToUs({ subscriptions }: Topology, logGroup: string, destinationArn: string): boolean {
  return subscriptions.some((one) => one.logGroup === logGroup && isOfStream(destinationArn, one.stream.name));
}
