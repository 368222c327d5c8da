import type { Aggregation } from '../../shared/delivery/record-target.ts';
import {
  aggregationOf,
  MAX_SHARDS,
  STREAM_VARIABLES,
  type StreamSettings,
  streamSettings,
} from '../../shared/delivery/stream-variables.ts';
import { COMMON_VARIABLES, type CommonSettings, commonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from '../../shared/settings/env-reader.ts';
import { flag, integer, text } from '../../shared/settings/variable.ts';

const FROM_TARGET = 'target in forwarders.yml';

/** A forwarder's variables. */
export const VARIABLES = {
  ...COMMON_VARIABLES,
  ...STREAM_VARIABLES,
  PARTITION_KEY: { ...STREAM_VARIABLES.PARTITION_KEY, source: 'partitionKey in forwarders.yml' },
  TARGET_STREAM_NAME: text({ source: FROM_TARGET, meaning: 'Kinesis stream to which the forwarder writes' }),
  TARGET_DELIVERY_STREAM_NAME: text({
    source: FROM_TARGET,
    meaning: 'Firehose delivery stream to which the forwarder writes, instead of a stream',
  }),
  TARGET_MAX_RECORD_KIB: integer({
    source: 'maxRecordSizeKiB in streams.yml',
    default: 1024,
    min: 1024,
    max: 10_240,
    meaning: 'Largest record that the Kinesis stream takes, in KiB',
  }),
  TARGET_SHARDS: integer({
    source: 'shards in the stage file',
    min: 1,
    max: MAX_SHARDS,
    meaning: 'Shards of the Kinesis stream, where that is known; logs of one shard are aggregated together',
  }),
  AGGREGATE: flag({
    source: 'aggregate in forwarders.yml',
    default: false,
    meaning: 'Whether several logs are put into one record of the Kinesis stream, as the KPL does',
  }),
};

/** The target of a forwarder. */
export type ForwardTarget =
  | {
      readonly kind: 'kinesis';
      readonly name: string;
      readonly maxRecordSizeKiB: number;
      readonly aggregation?: Aggregation;
    }
  | { readonly kind: 'firehose'; readonly name: string };

/** A forwarder's settings. */
export interface ForwarderConfig extends StreamSettings {
  readonly common: CommonSettings;
  readonly target: ForwardTarget;
}

/**
 * Reads a forwarder's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(env: Env): ForwarderConfig {
  return parseSettings(env, VARIABLES, (values, checks) => ({
    common: commonSettings(values, checks, 'forwarders'),
    target: readTarget(values, checks),
    ...streamSettings(values),
  }));
}

function readTarget(values: Values<typeof VARIABLES>, { problem }: EnvChecks): ForwardTarget {
  const {
    TARGET_STREAM_NAME: stream,
    TARGET_DELIVERY_STREAM_NAME: hose,
    TARGET_MAX_RECORD_KIB: maxRecordSizeKiB,
    TARGET_SHARDS: shards,
    AGGREGATE: isAggregated,
  } = values;
  if ((stream === undefined) === (hose === undefined)) {
    const got = stream === undefined ? 'neither' : `both ${JSON.stringify(stream)} and ${JSON.stringify(hose)}`;
    problem(['TARGET_STREAM_NAME', 'TARGET_DELIVERY_STREAM_NAME'], `expected one of the two, got ${got}`);
  }
  if (isAggregated && hose !== undefined) {
    problem(['AGGREGATE'], 'Firehose does not take aggregates apart that are written to it, got "true"');
  }
  return hose === undefined
    ? {
        kind: 'kinesis',
        name: stream ?? '',
        maxRecordSizeKiB,
        ...(isAggregated ? { aggregation: aggregationOf(streamSettings(values), shards) } : {}),
      }
    : { kind: 'firehose', name: hose };
}
