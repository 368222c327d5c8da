import { parseConfig as parseEsSink } from '../../../services/es-sink/config.ts';
import { explainBadId } from '../../../services/es-sink/document-id.ts';
import { parseConfig as parseFluentSink } from '../../../services/fluent-sink/config.ts';
import { fluentTag } from '../../../services/fluent-sink/tag.ts';
import { parseConfig as parseRouter } from '../../../services/router/config.ts';
import { athenaPlace } from '../../../services/s3-sink/athena-place.ts';
import { parseConfig as parseS3Sink } from '../../../services/s3-sink/config.ts';
import { groupLogs } from '../../../services/s3-sink/groups.ts';
import { objectKey } from '../../../services/s3-sink/object-key.ts';
import { createPartitionKey } from '../../../shared/delivery/partition-key.ts';
import { databaseName } from '../../../shared/deploy/template/athena-resources.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import type { Log } from '../../../shared/log/log.ts';
import { createBoundedNamer } from '../../../shared/search/bounded-namer.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import type { Explanation } from './explanation.ts';

/** How destinations name what they take. */
export interface Destinations {
  /** Keys of the objects that s3-sink makes of a batch, one for each log, in order. */
  readonly s3Keys: (logs: readonly Log[]) => readonly string[];
  /** `_index` and `_id`; the reason instead for an id that the engines refuse. */
  readonly esNames: (log: Log) => EsNames | { readonly esError: string };
  /** Where Athena finds it; `undefined` without a table. */
  readonly athena: (log: Log) => string | undefined;
  readonly fluentTag: (log: Log) => string | undefined;
  /** The key with which the router sends it on; `undefined` for a random one. */
  readonly partitionKey: (log: Log) => string | undefined;
}

type EsNames = Pick<Explanation, 'esIndex' | 'esId' | 'esTarget' | 'esService'>;

/**
 * @param envOf the environment in which a service is explained, deployed or not.
 * @throws {ConfigError} see {@link destinationParts}.
 */
export function createDestinations(envOf: (service: string) => Env, topology: Topology): Destinations {
  const parts = destinationParts(envOf);
  return {
    s3Keys: parts.s3Keys(),
    esNames: parts.esNames(),
    athena: createAthena(envOf('s3-sink'), topology),
    fluentTag: parts.fluentTag(),
    partitionKey: parts.partitionKey(),
  };
}

function createAthena(env: Env, topology: Topology): Destinations['athena'] {
  if (!topology.settings.archive.athena) return () => undefined;
  const { layout } = parseS3Sink(env).objects;
  return (log) => athenaPlace(databaseName(topology), layout, log);
}

/** The parts of destinations, each read on its own, so that all problems are reported together. */
export function destinationParts(envOf: (service: string) => Env) {
  return {
    s3Keys: () => createS3Keys(envOf('s3-sink')),
    esNames: () => createEsNames(envOf('es-sink')),
    fluentTag: () => createTag(envOf('fluent-sink')),
    partitionKey: () => createKey(envOf('router')),
  };
}

function createS3Keys(env: Env): Destinations['s3Keys'] {
  const { objects } = parseS3Sink(env);
  const grouping = { layout: objects.layout, maxGroups: Number.POSITIVE_INFINITY };
  return (logs) => {
    const keys = new Array<string>(logs.length);
    const { groups } = groupLogs(logs, grouping);
    for (const { first, indexes } of groups) {
      const identities = indexes.flatMap((index) => logs[index]?.identity ?? []);
      const key = objectKey(objects, first, identities);
      for (const index of indexes) keys[index] = key;
    }
    return keys;
  };
}

function createEsNames(env: Env): Destinations['esNames'] {
  const { naming, isDataStream } = parseEsSink(env);
  const nameIndex = createBoundedNamer(naming);
  const more: EsNames = {
    ...(isDataStream && { esTarget: 'data_stream' }),
    ...(env['ES_SERVICE'] === 'aoss' && { esService: 'aoss' }),
  };
  return (log) => {
    const badId = explainBadId(log.logId);
    return badId?.status === 'rejected'
      ? { esError: badId.error }
      : { esIndex: nameIndex(log), esId: log.logId, ...more };
  };
}

/** Without a label in `config/` or the environment the tag is unknown. */
function createTag(env: Env): Destinations['fluentTag'] {
  if (!env['LOG_FLUENT_TAG']) return () => undefined;
  const { label } = parseFluentSink(env).chunks;
  return ({ logType }) => fluentTag(logType, label);
}

function createKey(env: Env): Destinations['partitionKey'] {
  const { partitionKey: source } = parseRouter(env);
  return source === 'random' ? () => undefined : createPartitionKey(source, () => 0);
}
