import { ACCOUNT_ID } from '../../../shared/deploy/topology/account.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';

/** Kinds of resources that `sls remove` can leave. */
type SurvivorKind = 'bucket' | 'delivery stream' | 'log group' | 'role' | 'stream' | 'table';

/** A resource that outlives its stack. */
export interface Survivor {
  readonly kind: SurvivorKind;
  /** Its name on AWS; in that of a bucket the account may still be missing. */
  readonly name: string;
}

/**
 * All that outlives the stacks of a stage with `retain: true`, by `config/` as it is now, in the order of removal: who
 * writes first, then what it writes to.
 */
export function listSurvivors(topology: Topology): readonly Survivor[] {
  const { streams, deliveryStreams, subscriptions, names, settings } = topology;
  const deliveries = deliveryStreams.filter(({ owned }) => owned);
  const groups = subscriptions.filter(({ create }) => create).map(({ logGroup }) => logGroup);
  const buckets = [
    topology.deadLetterBucket,
    topology.archiveBucket,
    ...(deliveries.length > 0 ? [topology.deliveryBucket] : []),
  ];
  return [
    ...deliveries.map(({ name }) => survivor('delivery stream', name)),
    ...streams.filter(({ owned }) => owned).map(({ name }) => survivor('stream', name)),
    survivor('table', topology.progressTable),
    ...(settings.eden?.table.create ? [survivor('table', settings.eden.table.name)] : []),
    ...[...new Set(groups), ...deliveries.map(({ name }) => `/aws/kinesisfirehose/${name}`)].map((name) =>
      survivor('log group', name),
    ),
    ...deliveries.map(({ key }) => survivor('role', names.role(`delivery-${key}`))),
    ...buckets.filter(({ owned }) => owned).map(({ name }) => survivor('bucket', name)),
  ];
}

function survivor(kind: SurvivorKind, name: string): Survivor {
  return { kind, name };
}

/**
 * The bucket of this account that has a name of the topology; `undefined`: there is none.
 * @param existing names of the account's buckets
 */
export function findBucket(name: string, existing: readonly string[]): string | undefined {
  const [before = '', after] = name.split(ACCOUNT_ID);
  if (after === undefined) return existing.find((bucket) => bucket === name);
  return existing.find(
    (bucket) =>
      bucket.startsWith(before) &&
      bucket.endsWith(after) &&
      /^\d{12}$/.test(bucket.slice(before.length, bucket.length - after.length)),
  );
}
