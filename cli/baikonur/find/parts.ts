import { setTimeout as wait } from 'node:timers/promises';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import type { Stream } from '../../../shared/deploy/topology/topology.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { explainMissing } from '../aws/require-stream.ts';
import { openRedrivenLines } from '../dead-letters/redriven-lines.ts';
import { createReadEntries } from '../input/read-entries.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { isoTime } from '../operator/time-range.ts';
import { archivesOf } from '../replay/archive.ts';
import { readStreamSettings } from '../stream-settings.ts';
import { createStreamReader } from '../tail/stream-reader.ts';
import { findInArchive } from './find-in-archive.ts';
import { findInDeadLetters } from './find-in-dead-letters.ts';
import { findInIndices, indexSourcesOf } from './find-in-indices.ts';
import { findInSavedBatches } from './find-in-saved-batches.ts';
import { findAtPosition, findInStream, type Pace, type StreamPosition, type StreamSource } from './find-in-streams.ts';
import type { Looking, SearchOptions } from './looking.ts';
import { createMatch } from './match.ts';
import type { FindQuery } from './query.ts';
import type { Place } from './report.ts';

/** A part of a stage that is looked at. */
export interface Part {
  readonly what: string;
  /** @param places those that other parts gave */
  readonly look: (looking: Looking, places: readonly Place[]) => Promise<void>;
}

const HOUR_MS = 3_600_000;
/** A retention of Kinesis is at most a year. */
const YEAR_HOURS = 8_760;

/** The parts of a stage, in the order in which they are looked at: those that tell a log's id first. */
export function partsOf(operated: OperatedStage, query: FindQuery, options: SearchOptions): readonly Part[] {
  return [
    ...streamParts(operated, query, options),
    ...deadLetterParts(operated),
    ...archiveParts(operated, query),
    ...indexParts(operated, query),
  ];
}

function streamParts(operated: OperatedStage, query: FindQuery, options: SearchOptions): readonly Part[] {
  const { streams } = operated.topology;
  const pace: Pace = { warn: options.warn, sleep, nowMs: query.hasEnd ? query.range.toMs : options.now() };
  const sources = new Map(streams.map((stream) => [stream.name, sourceOf(stream, operated, query, options)]));
  const position = positionOf(query.id);
  const source = position && sources.get(position.stream);
  if (position !== undefined && source !== undefined) {
    const what = `stream ${position.stream}`;
    return [{ what, look: (looking) => findAtPosition(position, source(), pace, looking) }];
  }
  if (!query.inFlight) {
    const names = streams.map(({ key }) => key).join(', ');
    return [skipped(`streams ${names}`, '--in-flight reads them')];
  }
  return [...sources].map(([name, open]) => ({
    what: `stream ${name}`,
    look: async (looking) => {
      tellRetention(streams, name, looking, options);
      await findInStream(open(), pace, looking).catch(explainMissing(name, operated.topology));
    },
  }));
}

function sourceOf(
  { name }: Stream,
  { topology, clients, env }: OperatedStage,
  { where }: FindQuery,
  { now }: SearchOptions,
): () => StreamSource {
  return () => ({
    name,
    readBy: topology.functions.filter(({ source }) => source.name === name).map(({ id }) => id),
    readEntries: createReadEntries(readStreamSettings(topology, name, env), where.paths),
    createReader: (from) => createStreamReader(clients.kinesis, name, from, now),
  });
}

function tellRetention(
  streams: readonly Stream[],
  name: string,
  { query, skip }: Looking,
  { now }: SearchOptions,
): void {
  const { retentionHours = 0 } = streams.find((stream) => stream.name === name) ?? {};
  const firstMs = now() - retentionHours * HOUR_MS;
  if (query.range.fromMs < firstMs) skip(`stream ${name} before ${isoTime(firstMs)}`, 'its retention has ended');
}

/** The position that an identity names. */
function positionOf(id = ''): StreamPosition | undefined {
  const [, stream, shard, sequenceNumber] = /^([\w.-]+)\/([\w-]+)\/(\d{1,60})(?:\.\d+)?(?:\/\d+)?$/.exec(id) ?? [];
  if (stream === undefined || shard === undefined || sequenceNumber === undefined) return undefined;
  return { stream, shard, sequenceNumber };
}

function deadLetterParts({ topology, clients, env }: OperatedStage): readonly Part[] {
  const { deadLetterBucket, settings, streams } = topology;
  const bucket = deadLetterBucket.name;
  const ports = { list: createListObjects(clients.s3), open: createOpenObject(clients.s3) };
  const retentionHours = Math.max(...streams.map((stream) => stream.retentionHours), 0) || YEAR_HOURS;
  const routerStream = topology.functions.find(({ service }) => service === 'router')?.source.name ?? '';
  return [
    {
      what: `dead letters in s3://${bucket}`,
      look: (looking) => {
        const longestWaitMs = retentionHours * HOUR_MS;
        const read = readStreamSettings(topology, routerStream, env);
        return findInDeadLetters(
          { ...ports, redriven: openRedrivenLines(topology, clients) },
          { bucket, prefix: settings.deadLetters.prefix, longestWaitMs, settings: read },
          looking,
        );
      },
    },
    {
      what: 'batches that Lambda saved',
      look: (looking) => {
        const entriesOf = (stream: string) =>
          createReadEntries(readStreamSettings(topology, stream, env), looking.query.where.paths);
        return findInSavedBatches({ ...ports, entriesOf }, bucket, looking);
      },
    },
  ];
}

function archiveParts({ topology, clients, env }: OperatedStage, query: FindQuery): readonly Part[] {
  const ports = { list: createListObjects(clients.s3), open: createOpenObject(clients.s3) };
  const stream = topology.functions.find(({ service }) => service === 's3-sink')?.source.name ?? '';
  return archivesOf(topology).map((archive) => {
    const what = `archive s3://${archive.bucket}/${archive.folder}`;
    return {
      what,
      look: async (looking, places) => {
        const named = nameLog(looking, places);
        if (named === undefined) looking.skip(what, 'its objects do not have identities: look for the id of the log');
        else {
          looking.skip(`${what} before ${isoTime(query.range.fromMs)}`, '--since says where it begins');
          await findInArchive(ports, { archive, settings: readStreamSettings(topology, stream, env) }, named);
        }
      },
    };
  });
}

/**
 * A search for an identity goes on with the id of the log that was found under it; and where the type is known by now, only that
 * one is read.
 */
function nameLog(looking: Looking, places: readonly Place[]): Looking | undefined {
  const { query } = looking;
  const isIdentity = positionOf(query.id) !== undefined;
  const id = isIdentity ? places.find(({ logId }) => logId !== undefined)?.logId : query.id;
  if (isIdentity && id === undefined) return undefined;
  const types = [...new Set(places.flatMap(({ logType }) => logType ?? []))];
  const [type = query.type] = query.type === '*' && types.length === 1 && id !== undefined && !query.all ? types : [];
  if (type !== query.type)
    looking.skip(`archive of other types than ${type}`, 'the log is of this type: --all reads them');
  const named = { ...query, type, ...(id !== undefined && { id }) };
  return { ...looking, query: named, match: createMatch(named) };
}

function indexParts({ topology, env }: OperatedStage, { id }: FindQuery): readonly Part[] {
  return [
    {
      what: 'search indices',
      look: async (looking, places) => {
        const sources = indexSourcesOf(topology.functions, env);
        const known = places.flatMap(({ logId }) => logId ?? []);
        const ids = [...new Set([...(id === undefined || positionOf(id) !== undefined ? [] : [id]), ...known])];
        const [source] = sources;
        if (ids.length > 0) await findInIndices(sources, ids, looking);
        else if (source !== undefined)
          looking.skip(source.what, 'they are searched by the id of a log, and none is known');
      },
    },
  ];
}

function skipped(what: string, why: string): Part {
  return { what, look: async ({ skip }) => skip(what, why) };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: the caller checks the signal.
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
