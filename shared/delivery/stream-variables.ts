import type { Values } from '../settings/env-reader.ts';
import { integer, oneOf } from '../settings/variable.ts';
import { PARTITION_KEYS, type PartitionKeySource } from './partition-key.ts';
import type { Aggregation } from './record-target.ts';

/** Variables of the services that write to streams: the router and the forwarders. */
export const STREAM_VARIABLES = {
  PARTITION_KEY: oneOf(PARTITION_KEYS, {
    default: 'source',
    meaning: 'Partition key of a record; source keeps the key with which the log arrived',
  }),
  KINESIS_MAX_RETRIES: integer({
    default: 3,
    min: 0,
    max: 20,
    meaning: 'Retries within an invocation of a record that the destination rejected individually',
  }),
  AGGREGATE_MAX_KIB: integer({
    default: 250,
    min: 1,
    max: 10_240,
    meaning: 'Largest aggregate, in KiB, where logs are aggregated; never more than the stream takes',
  }),
};

/** Most shards of a stream that are counted on, in the stage file and in the variables. An on-demand stream's are not known. */
export const MAX_SHARDS = 10_000;

/** Parts of the hash keys of a stream whose shards are not known. It may have more shards: aggregates go to all of them. */
export const USUAL_SHARDS = 16;

/** How a service writes to streams. */
export interface StreamSettings {
  readonly partitionKey: PartitionKeySource;
  /** Calls in all for a record that failed, the first included. */
  readonly maxTries: number;
  /** Bytes of an aggregate, where logs are aggregated. */
  readonly maxAggregateBytes: number;
}

/** The settings of {@link STREAM_VARIABLES}. */
export function streamSettings(values: Values<typeof STREAM_VARIABLES>): StreamSettings {
  return {
    partitionKey: values.PARTITION_KEY,
    maxTries: 1 + values.KINESIS_MAX_RETRIES,
    maxAggregateBytes: values.AGGREGATE_MAX_KIB * 1024,
  };
}

/** How logs are aggregated for a stream with so many shards. Random keys may go to any shard, so all logs are of one part. */
export function aggregationOf(
  { partitionKey, maxAggregateBytes }: Pick<StreamSettings, 'partitionKey' | 'maxAggregateBytes'>,
  shards: number = USUAL_SHARDS,
): Aggregation {
  return { maxBytes: maxAggregateBytes, shards: partitionKey === 'random' ? 1 : shards };
}
