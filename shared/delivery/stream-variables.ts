import type { Values } from '../settings/env-reader.ts';
import { integer, oneOf } from '../settings/variable.ts';
import { PARTITION_KEYS, type PartitionKeySource } from './partition-key.ts';

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
};

/** How a service writes to streams. */
export interface StreamSettings {
  readonly partitionKey: PartitionKeySource;
  /** Calls in all for a record that failed, the first included. */
  readonly maxTries: number;
}

/** The settings of {@link STREAM_VARIABLES}. */
export function streamSettings(values: Values<typeof STREAM_VARIABLES>): StreamSettings {
  return { partitionKey: values.PARTITION_KEY, maxTries: 1 + values.KINESIS_MAX_RETRIES };
}
