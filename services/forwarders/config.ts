import { PARTITION_KEYS, type PartitionKeySource } from '../../shared/delivery/partition-key.ts';
import { type CommonSettings, readCommonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';

/** The target of a forwarder. */
export type ForwardTarget =
  | { readonly kind: 'kinesis'; readonly name: string; readonly maxRecordSizeKiB: number }
  | { readonly kind: 'firehose'; readonly name: string };

/** A forwarder's settings. */
export interface ForwarderConfig {
  readonly common: CommonSettings;
  readonly target: ForwardTarget;
  readonly partitionKey: PartitionKeySource;
  /** Calls for a record that fails, the first included. */
  readonly maxTries: number;
}

/**
 * Reads a forwarder's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(environment: Env): ForwarderConfig {
  return parseSettings(environment, (env) => ({
    common: readCommonSettings(env, 'forwarders'),
    target: readTarget(env),
    partitionKey: env.oneOf('PARTITION_KEY', PARTITION_KEYS, 'source'),
    maxTries: 1 + env.integer('KINESIS_MAX_RETRIES', 3, { min: 0, max: 20 }),
  }));
}

function readTarget(env: EnvReader): ForwardTarget {
  const stream = env.optionalText('TARGET_STREAM_NAME');
  const hose = env.optionalText('TARGET_DELIVERY_STREAM_NAME');
  const maxRecordSizeKiB = env.integer('TARGET_MAX_RECORD_KIB', 1024, { min: 1024, max: 10_240 });
  if ((stream === undefined) === (hose === undefined)) {
    const got = stream === undefined ? 'neither' : `both ${JSON.stringify(stream)} and ${JSON.stringify(hose)}`;
    env.problem(`TARGET_STREAM_NAME, TARGET_DELIVERY_STREAM_NAME: expected one of the two, got ${got}`);
  }
  return hose === undefined
    ? { kind: 'kinesis', name: stream ?? '', maxRecordSizeKiB }
    : { kind: 'firehose', name: hose };
}
