import { isDeepStrictEqual } from 'node:util';
import { databaseName } from '../../../shared/deploy/template/athena-resources.ts';
import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { countText } from '../operator/quantity.ts';
import { byKey, type Change, differences } from './changes.ts';
import { compareSubscriptions } from './compare-subscriptions.ts';
import { resourcesOf } from './stage-items.ts';

/** The changes that follow when `after` is deployed over `before`. */
export function compareTopologies(before: Topology, after: Topology): readonly Change[] {
  return [
    ...compareRegion(before, after),
    ...compareStreams(before, after),
    ...compareNamed('firehose', before.deliveryStreams, after.deliveryStreams),
    ...compareStores(before, after),
    ...compareAthena(before, after),
    ...compareSubscriptions(before, after),
    ...compareFunctions(before, after),
    ...compareRoutes(before, after),
    ...compareAlarms(before, after),
  ];
}

function compareRegion(before: Topology, after: Topology): readonly Change[] {
  if (before.region === after.region) return [];
  const sentence = `${before.region} becomes ${after.region}: everything is made anew there, and what is in ${before.region} stays, with logs that its functions read on`;
  return [{ action: 'made', subject: 'stage', sentence, losesData: false }];
}

function compareStreams(before: Topology, after: Topology): readonly Change[] {
  const { removed, added, both } = byKey(before.streams, after.streams);
  return [
    ...removed
      .filter(({ owned }) => owned)
      .map(
        (stream): Change => ({
          action: 'removed',
          subject: `stream ${stream.key}`,
          sentence: before.settings.retain
            ? `${stream.name} leaves the templates; it stays, with its records, and is paid for (baikonur teardown)${readersOf(before, stream.name)}`
            : `${stream.name} is deleted, with the records that are not read yet (retain: false)`,
          losesData: true,
        }),
      ),
    ...added.map(
      (stream): Change => ({
        action: 'made',
        subject: `stream ${stream.key}`,
        sentence: stream.owned
          ? `${stream.name}, ${capacityOf(stream)}`
          : `${stream.name} is used, it has another owner`,
        losesData: false,
      }),
    ),
    ...both.flatMap(([old, now]) => changedStream(before, old, now)),
  ];
}

type Stream = Topology['streams'][number];

function changedStream(before: Topology, old: Stream, now: Stream): readonly Change[] {
  const subject = `stream ${now.key}`;
  if (old.name !== now.name) {
    const fate =
      before.settings.retain || !old.owned
        ? 'stays, with records that no function reads any more'
        : 'is deleted with its records';
    return [
      { action: 'replaced', subject, sentence: `${now.name} in place of ${old.name}, which ${fate}`, losesData: true },
    ];
  }
  if (capacityOf(old) === capacityOf(now)) return [];
  const shorter = now.retentionHours < old.retentionHours;
  const sentence = `${capacityOf(old)} becomes ${capacityOf(now)}${shorter ? `: a destination may be away for ${now.retentionHours / 2} h at most, and records older than ${now.retentionHours} h are gone` : ', nothing is moved'}`;
  return [{ action: 'changed', subject, sentence, losesData: false }];
}

function capacityOf({ shards, retentionHours, maxRecordSizeKiB, distribution }: Stream): string {
  const size = maxRecordSizeKiB === 1024 ? '' : `, records of ${maxRecordSizeKiB} KiB`;
  const mode = shards === undefined ? 'on-demand' : countText(shards, 'shard');
  return `${mode}, ${retentionHours} h${size}${distribution === 'auto' ? ', distribution: auto' : ''}`;
}

function readersOf({ functions }: Topology, name: string): string {
  const readers = functions.filter(({ source }) => source.name === name).map(({ id }) => id);
  return readers.length === 0 ? '' : `; ${readers.join(', ')} may not have read all of it`;
}

function compareNamed(kind: string, before: readonly Named[], after: readonly Named[]): readonly Change[] {
  const { removed, added, both } = byKey(before, after);
  const change = (action: Change['action'], { key }: Named, sentence: string): Change => ({
    action,
    subject: `${kind} ${key}`,
    sentence,
    losesData: false,
  });
  return [
    ...removed.map((one) => change('removed', one, `${one.name}; it writes what it holds to its bucket first`)),
    ...added.map((one) => change('made', one, one.name)),
    ...both.flatMap(([old, now]) =>
      old.name === now.name ? [] : [change('replaced', now, `${now.name} in place of ${old.name}`)],
    ),
  ];
}

interface Named {
  readonly key: string;
  readonly name: string;
}

/** Buckets and the table. */
function compareStores(before: Topology, after: Topology): readonly Change[] {
  const stores = [
    ['archive bucket', before.archiveBucket, after.archiveBucket],
    ['dead-letter bucket', before.deadLetterBucket, after.deadLetterBucket],
    ['delivery bucket', before.deliveryBucket, after.deliveryBucket],
    ['progress table', { name: before.progressTable, owned: true }, { name: after.progressTable, owned: true }],
  ] as const;
  return stores.flatMap(([subject, old, now]): readonly Change[] => {
    if (old.name === now.name) return [];
    const isDeleted = old.owned && !before.settings.retain;
    const fate = isDeleted ? 'is emptied and deleted' : 'stays as it is';
    return [
      {
        action: 'replaced',
        subject,
        sentence: `${now.name} in place of ${old.name}, which ${fate}`,
        losesData: isDeleted,
      },
    ];
  });
}

function compareAthena(before: Topology, after: Topology): readonly Change[] {
  const [old, now] = [before, after].map(({ settings }) => settings.archive.athena);
  if (old === now) return [];
  const name = databaseName(after);
  return [
    now === true
      ? { action: 'made', subject: 'athena', sentence: `the database ${name} over the archive`, losesData: false }
      : { action: 'removed', subject: 'athena', sentence: `the database ${name}; the objects stay`, losesData: false },
  ];
}

function compareFunctions(before: Topology, after: Topology): readonly Change[] {
  const { removed, added, both } = byKey(before.functions.map(withId), after.functions.map(withId));
  return [
    ...removed.map(
      ({ fn }): Change => ({
        action: 'removed',
        subject: fn.id,
        sentence: `${fn.name} reads ${fn.source.key} no more; what it has not read yet is not delivered to its targets`,
        losesData: true,
      }),
    ),
    ...added.map(
      ({ fn }): Change => ({
        action: 'made',
        subject: fn.id,
        sentence: `${fn.name} reads ${fn.source.key} from ${fn.settings.startingPosition}`,
        losesData: false,
      }),
    ),
    ...both.flatMap(([old, now]) => changedFunction(old.fn, now.fn)),
  ];
}

function withId(fn: StreamFunction) {
  return { key: fn.id, fn };
}

function changedFunction(old: StreamFunction, now: StreamFunction): readonly Change[] {
  const subject = now.id;
  if (old.name !== now.name || old.source.name !== now.source.name) {
    const what =
      old.name === now.name ? `reads ${now.source.name} in place of ${old.source.name}` : `becomes ${now.name}`;
    const sentence = `${what}: its mapping is replaced, starts at ${now.settings.startingPosition}, and what it has not read yet of ${old.source.name} is not read any more`;
    return [{ action: 'replaced', subject, sentence, losesData: true }];
  }
  const parts = [
    ...differences('', old.settings, now.settings),
    ...differences('environment ', variablesOf(old), variablesOf(now)).map(shorten),
    ...(isDeepStrictEqual(old.targets, now.targets) ? [] : [`targets: ${targetsOf(old)} becomes ${targetsOf(now)}`]),
  ];
  return parts.length === 0 ? [] : [{ action: 'changed', subject, sentence: parts.join('; '), losesData: false }];
}

/** Routes have a change of their own. */
function variablesOf({ environment }: StreamFunction): object {
  const { ROUTES: _, ...others } = environment;
  return others;
}

function targetsOf({ targets }: StreamFunction): string {
  return targets.map(({ name }) => name).join(', ') || 'none';
}

const MAX_TEXT = 200;

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function compareRoutes(before: Topology, after: Topology): readonly Change[] {
  const routesOf = ({ routes }: Topology) => routes.map((route) => ({ key: route.name, route }));
  const { removed, added, both } = byKey(routesOf(before), routesOf(after));
  const text = ({ route }: { readonly route: Topology['routes'][number] }): string =>
    `${route.types.join(', ')}${route.where === undefined ? '' : ` where ${JSON.stringify(route.where)}`} to ${route.target.kind}:${route.target.name}${route.aggregate ? ', aggregated' : ''}`;
  const change = (action: Change['action'], key: string, sentence: string): Change => ({
    action,
    subject: `route ${key}`,
    sentence,
    losesData: false,
  });
  return [
    ...removed.map((one) => change('removed', one.key, text(one))),
    ...added.map((one) => change('made', one.key, text(one))),
    ...both.flatMap(([old, now]) =>
      text(old) === text(now) ? [] : [change('changed', now.key, `${text(old)} becomes ${text(now)}`)],
    ),
  ];
}

function compareAlarms(before: Topology, after: Topology): readonly Change[] {
  const [old, now] = [before, after].map(
    (topology) => resourcesOf(topology).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length,
  );
  if (old === now) return [];
  return [{ action: 'changed', subject: 'alarms', sentence: `${old} become ${now}`, losesData: false }];
}
