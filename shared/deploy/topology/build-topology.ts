import type { ServiceManifest } from '../manifest.ts';
import { ACCOUNT_ID } from './account.ts';
import { buildCleaner, buildFunctions } from './build-functions.ts';
import { BUCKETS, createNames, type Names, PROGRESS_TABLE } from './names.ts';
import type { Sections } from './sections.ts';
import type {
  DeliveryStream,
  Route,
  ScheduledTask,
  Stream,
  Subscription,
  Target,
  Topology,
  TopologyBase,
} from './topology.ts';

/** @see CreateStream: MaxRecordSizeInKiB is 1024 unless said otherwise */
const USUAL_RECORD_KIB = 1024;

/**
 * Builds the topology of a stage from sections whose references were checked (`checkFlows`).
 * @throws Error when a reference leads nowhere: a bug, since the checks come first.
 */
export function buildTopology(services: readonly ServiceManifest[], sections: Sections, stageName: string): Topology {
  const { service, stage } = sections;
  const names = createNames({ project: service.project, stage: stageName, region: stage.region });
  const streams = buildStreams(sections, names);
  const deliveryStreams = buildDeliveryStreams(sections, names);
  const targetOf = createTargetFinder(streams, deliveryStreams);
  const base: TopologyBase = {
    project: service.project,
    stage: stageName,
    region: stage.region,
    names,
    service,
    settings: stage,
    streams,
    deliveryStreams,
    routes: sections.routes.routes.map(
      ({ name, types, where, target, aggregate }): Route => ({
        name,
        types,
        ...(where === undefined ? {} : { where }),
        target: targetOf(target),
        aggregate,
      }),
    ),
    subscriptions: buildSubscriptions(sections, stageName, streams),
    ...buildBuckets(names, stage),
    progressTable: names.table(PROGRESS_TABLE),
    tasks: buildTasks(sections),
  };
  const functions = buildFunctions(services, { sections, base, streamOf: (key) => findStream(streams, key), targetOf });
  const cleaner = buildCleaner(services, { sections, base });
  return { ...base, functions, ...(cleaner === undefined ? {} : { cleaner }) };
}

/** A task's own settings override those that the stage gives to all. */
function buildTasks({ tasks: { tasks }, stage }: Sections): readonly ScheduledTask[] {
  const common = { targetClusterArn: 'default', subnetIds: [], securityGroupIds: [], ...given(stage.tasks) };
  return tasks.map((task) => ({ ...task, ...common, ...given(task) }));
}

function given<T extends object>(settings: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }; // what was undefined is left out
}

function buildStreams({ streams, stage }: Sections, names: Names): readonly Stream[] {
  return Object.entries(streams.streams).map(([key, stream]) => {
    const capacity = stage.streams[key] ?? stage.streams.default;
    return {
      key,
      name: stage.external.streams[key] ?? names.stream(key),
      description: stream.description,
      owned: stage.external.streams[key] === undefined,
      distribution: stream.distribution,
      maxRecordSizeKiB: stream.maxRecordSizeKiB,
      retentionHours: capacity.retentionHours,
      ...(capacity.mode === 'provisioned' && capacity.shards !== undefined ? { shards: capacity.shards } : {}),
    };
  });
}

function buildDeliveryStreams({ streams, stage }: Sections, names: Names): readonly DeliveryStream[] {
  return Object.entries(streams.deliveryStreams).map(([key, { description }]) => ({
    key,
    name: stage.external.deliveryStreams[key] ?? names.deliveryStream(key),
    description,
    owned: stage.external.deliveryStreams[key] === undefined,
  }));
}

function createTargetFinder(streams: readonly Stream[], deliveryStreams: readonly DeliveryStream[]) {
  return (target: string): Target => {
    const [kind, key] = target.split(':');
    const stream = streams.find((candidate) => kind === 'kinesis' && candidate.key === key);
    if (stream !== undefined) {
      const isLarge = stream.maxRecordSizeKiB > USUAL_RECORD_KIB;
      return {
        kind: 'kinesis',
        name: stream.name,
        ...(isLarge ? { maxRecordSizeKiB: stream.maxRecordSizeKiB } : {}),
        ...(stream.owned && stream.shards !== undefined ? { shards: stream.shards } : {}),
      };
    }
    const name = deliveryStreams.find((candidate) => kind === 'firehose' && candidate.key === key)?.name;
    if (name === undefined) throw new Error(`unchecked target ${target}`);
    return { kind: 'firehose', name };
  };
}

function buildSubscriptions(
  sections: Sections,
  stageName: string,
  streams: readonly Stream[],
): readonly Subscription[] {
  return sections.subscriptions.subscriptions.map(({ name, stream, create, wrapAs, logGroup, ...rest }) => ({
    ...rest,
    key: name,
    logGroup: logGroup.replaceAll('{stage}', stageName),
    stream: findStream(streams, stream),
    create: create || sections.stage.createLogGroups === 'all',
    ...(wrapAs === undefined ? {} : { wrapAs }),
  }));
}

function findStream(streams: readonly Stream[], key: string): Stream {
  const stream = streams.find((candidate) => candidate.key === key);
  if (stream === undefined) throw new Error(`unchecked stream ${key}`);
  return stream;
}

function buildBuckets(names: Names, { kms, archive, accountId = ACCOUNT_ID }: Sections['stage']) {
  const owned = (bucket: string) => ({
    name: names.bucket(bucket, accountId),
    owned: true,
    ...(kms.buckets === undefined ? {} : { kmsKey: kms.buckets }),
  });
  const referred = archive.bucket !== undefined && {
    name: archive.bucket,
    owned: false,
    ...(archive.kmsKey === undefined ? {} : { kmsKey: archive.kmsKey }),
  };
  return {
    deadLetterBucket: owned(BUCKETS.deadLetters),
    deliveryBucket: owned(BUCKETS.delivery),
    archiveBucket: referred || owned(BUCKETS.archive),
  };
}
