import { didYouMean } from '../nearest-name.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { Stream, Topology } from '../topology.ts';
import { warnOfAggregation } from './check-aggregation.ts';
import { warnOfFanOut } from './check-fan-out.ts';
import { warnOfLargeRecords } from './check-large-records.ts';
import { warnOfSubscriptions } from './check-subscriptions.ts';
import { KNOWN_REGIONS } from './known-regions.ts';

/** @see Kinesis quotas: GetRecords, 2 MiB/s a shard for all readers together; PutRecord(s), 1 MiB/s a shard */
const READ_MIB_PER_SECOND = 2;
const WRITE_MIB_PER_SECOND = 1;
const MAX_SHARED_READERS = READ_MIB_PER_SECOND / WRITE_MIB_PER_SECOND;

const FLOWS: readonly ConfigPlace[] = [
  [FILES.routes, []],
  [FILES.forwarders, []],
  [FILES.sinks, []],
  [FILES.subscriptions, []],
];

/** Warnings: settings that work and are probably not meant. */
export function checkWarnings(topology: Topology, sections: Sections, warn: ReportProblem): void {
  const { region, stage } = topology;
  if (!KNOWN_REGIONS.includes(region)) {
    const hint = didYouMean(region, KNOWN_REGIONS);
    warn(stageFile(stage), ['region'], `no Region of AWS that this version knows${hint}, got "${region}"`);
  }
  for (const stream of topology.streams) {
    const definition = sections.streams.streams[stream.key];
    if (definition !== undefined) warnOfStream(topology, stream, definition.readBy === 'outside', warn);
  }
  warnOfAggregation(sections, stage, warn);
  warnOfFanOut(topology, warn);
  warnOfLargeRecords(topology, warn);
  warnOfSubscriptions(sections, warn);
  for (const { key, name } of topology.deliveryStreams) {
    if (sections.streams.deliveryStreams[key] === undefined || isTarget(topology, 'firehose', name)) continue;
    warn(FILES.streams, ['deliveryStreams', key], 'no route and no forwarder writes to it', FLOWS);
  }
}

function warnOfStream(topology: Topology, stream: Stream, isReadOutside: boolean, warn: ReportProblem): void {
  const { key } = stream;
  const path = ['streams', key];
  const functions = topology.functions.filter(({ source }) => source.key === key);
  // Those with fan-out share nothing.
  const readers = functions.filter(({ settings }) => settings.fanOut !== true).map(({ id }) => id);
  if (isReadOutside) readers.push('the reader outside');
  const isUnread = functions.length === 0 && !isReadOutside;
  const isUnused = isUnread && !isFilled(topology, stream);
  if (isUnused) warn(FILES.streams, path, 'no route, forwarder, sink or subscription uses it', FLOWS);
  if (isUnread && !isUnused) {
    const readings = 'no route, forwarder or sink reads it';
    warn(FILES.streams, path, `${readings} (another application does? readBy: outside)`, FLOWS);
  }
  if (!isUnread && !isFilled(topology, stream)) {
    warn(FILES.streams, path, 'no route, forwarder or subscription writes to it: only applications can', FLOWS);
  }
  if (readers.length <= MAX_SHARED_READERS) return;
  const share = (READ_MIB_PER_SECOND / readers.length).toFixed(2);
  const shared = `they share the ${READ_MIB_PER_SECOND} MiB/s that a shard gives to readers, ${share} MiB/s each`;
  const limit = `a shard takes ${WRITE_MIB_PER_SECOND} MiB/s, so past ${share} MiB/s a shard they fall behind: more shards help, or fanOut`;
  warn(FILES.streams, path, `${readers.length} readers (${readers.join(', ')}): ${shared}; ${limit}`, FLOWS);
}

/** Logs enter at the router's source and at streams of other owners. */
function isFilled(topology: Topology, { key, name, owned }: Stream): boolean {
  const isSource = topology.functions.some(({ service, source }) => service === 'router' && source.key === key);
  const isSubscribed = topology.subscriptions.some(({ stream }) => stream.key === key);
  return !owned || isSource || isSubscribed || isTarget(topology, 'kinesis', name);
}

function isTarget({ functions }: Topology, kind: 'kinesis' | 'firehose', name: string): boolean {
  return functions.some(({ targets }) => targets.some((target) => target.kind === kind && target.name === name));
}
