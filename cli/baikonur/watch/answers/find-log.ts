import { z } from 'zod';
import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import { compileTypePatterns } from '../../../../shared/log/type-pattern.ts';
import { findLog } from '../../find/find-log.ts';
import type { FindQuery } from '../../find/query.ts';
import type { FindReport, Place } from '../../find/report.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import { DEFAULT_CONCURRENCY } from '../../operator/options.ts';
import { compileWhere } from '../../replay/where.ts';
import { UsageError } from '../../shell.ts';
import type { FindAnswer, WayStep } from '../page-requests.ts';
import { functionId, mapStage, streamId } from '../picture/stage-map.ts';
import { type Answer, RequestError } from '../server/answers.ts';
import { createLogWay } from './log-way.ts';

const DAY_MS = 86_400_000;
/** As `baikonur find` has them without options, but for the bytes: a page waits for the answer. */
const MOST = { limit: 20, maxObjects: 5_000, maxBytes: 1024 ** 3, concurrency: DEFAULT_CONCURRENCY };
/** As the longest log id: identities are shorter. */
const MAX_ID_BYTES = 512;

const request = z.object({
  id: z
    .string()
    .trim()
    .min(1)
    .refine((id) => Buffer.byteLength(id) <= MAX_ID_BYTES),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** Finds a log by its id or identity, as `baikonur find` does. */
export function createFindLog(
  operated: OperatedStage,
  { nowMs, readsStreams }: { readonly nowMs: () => number; readonly readsStreams: boolean },
): Answer {
  const { topology } = operated;
  const wayOf = createLogWay(topology);
  return async (body, signal): Promise<FindAnswer> => {
    const { data } = request.safeParse(body);
    if (data === undefined)
      throw new RequestError(`expected an id of at most ${MAX_ID_BYTES} bytes, and since as ISO 8601`);
    const query = queryOf(data, nowMs(), readsStreams);
    const report = await search(operated, query, { signal, nowMs });
    const way = report.way === undefined ? [] : wayOf(report.way);
    return answerOf(report, topology, way);
  };
}

function queryOf({ id, since }: z.output<typeof request>, nowMs: number, inFlight: boolean): FindQuery {
  const fromMs = since === undefined ? nowMs - DAY_MS : Date.parse(since);
  if (fromMs >= nowMs) throw new RequestError('since: expected a time that is not in the future');
  const where = compileWhere([]);
  return { id, where, type: '*', range: { fromMs, toMs: nowMs }, hasEnd: false, inFlight, all: false, ...MOST };
}

async function search(
  operated: OperatedStage,
  query: FindQuery,
  { signal, nowMs }: { readonly signal: AbortSignal; readonly nowMs: () => number },
): Promise<FindReport> {
  try {
    return await findLog(operated, query, { signal, now: nowMs, onProgress: () => undefined, warn: () => undefined });
  } catch (error) {
    if (error instanceof UsageError) throw new RequestError(error.sentences.join('; '));
    throw error;
  }
}

/** A report for the page. @param way that `config/` of today gives the log; empty: not known */
export function answerOf(report: FindReport, topology: Topology, way: readonly string[]): FindAnswer {
  const steps = report.places.map((place) => stepOf(place, topology));
  return {
    status: report.found ? 'found' : 'notFound',
    steps: steps.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind)),
    way: [...new Set([...way, ...steps.flatMap((step) => step.way)])],
    notLookedAt: report.notLookedAt.map(({ what, why }) => `${what}: ${why}`),
  };
}

const ORDER: readonly WayStep['kind'][] = [
  'arrived',
  'waits',
  'routed',
  'filtered',
  'delivered',
  'deadLetter',
  'other',
];

function stepOf(place: Place, topology: Topology): WayStep {
  switch (place.kind) {
    case 'stream':
      return streamStep(place, topology);
    case 'archive':
      return {
        kind: 'delivered',
        sentence: 'delivered to the archive',
        place: `s3://${place.bucket}/${place.key} line ${place.line}`,
        way: sinkWay(topology, 's3-sink', place.logType),
        ...(place.time && { at: place.time }),
      };
    case 'index':
      return {
        kind: 'delivered',
        sentence: 'delivered to the search engine',
        place: `${place.index} _id ${place.id}`,
        way: sinkWay(topology, 'es-sink', place.logType),
      };
    case 'letter':
      return deadLetterStep(place, topology);
  }
}

function streamStep(place: Extract<Place, { kind: 'stream' }>, { streams }: Topology): WayStep {
  const { stream: name, shard, sequenceNumber, arrivedAt, heldBy } = place;
  const stream = streams.find((one) => one.name === name);
  const [held] = heldBy;
  const at = { at: arrivedAt, place: `${name}/${shard}/${sequenceNumber}` };
  const own = stream === undefined ? [] : [streamId(stream)];
  if (held === undefined) return { kind: 'arrived', sentence: `on stream ${stream?.key ?? name}`, ...at, way: own };
  const fn = functionId({ id: held.function });
  const sentence = `waits: ${held.function} holds its shard since ${held.since}: ${held.error}`;
  return { kind: 'waits', sentence, ...at, way: [...own, ...own.map((id) => `${id}>${fn}`), fn] };
}

function deadLetterStep(place: Extract<Place, { kind: 'letter' }>, { functions }: Topology): WayStep {
  const { key, line, reason, error, failedAt, redrivenBy } = place;
  const fn = functions.find(({ name }) => name === place.function);
  const again = redrivenBy === undefined ? '' : ` (put back by ${redrivenBy})`;
  const way =
    fn === undefined ? [] : [functionId(fn), `${functionId(fn)}>deadLetters:dead letters`, 'deadLetters:dead letters'];
  return {
    kind: 'deadLetter',
    sentence: `dead letter of ${fn?.id ?? place.function}: ${reason}: ${error}${again}`,
    at: failedAt,
    place: `${key} line ${line}`,
    way,
    ...(redrivenBy === undefined ? { deadLetter: { key, line } } : {}),
  };
}

/** The sinks of a service that take a type, with their edges. */
function sinkWay(topology: Topology, service: string, logType: string | undefined): readonly string[] {
  const { edges } = mapStage(topology);
  const sinks = topology.functions.filter((fn) => {
    const types = fn.environment['LOG_TYPE_WHITELIST']?.split(',') ?? ['*'];
    return fn.service === service && (logType === undefined || compileTypePatterns(types)(logType));
  });
  return edges.flatMap((edge) =>
    (edge.kind === 'read' || edge.kind === 'write') && sinks.includes(edge.fn) ? [edge.from, edge.id, edge.to] : [],
  );
}
