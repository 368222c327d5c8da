import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import { createItemPorts } from '../../../../shared/eden/table/item-calls.ts';
import type { AuditSource } from '../../audit/figures.ts';
import { createReadNewArrivals } from '../../aws/new-arrivals.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import { countDeadLetters } from '../../status/count-dead-letters.ts';
import { type FactPart, factReaders } from '../../status/read-facts.ts';
import { type ArrivalTail, createArrivalTail } from './arrival-tail.ts';
import type { DeadLetterCache } from './dead-letter-cache.ts';
import type { StagePart } from './follow-stage.ts';
import { localAuditSource, metricAuditSource, readHistory } from './history.ts';
import { figuresOfLocal } from './local-figures.ts';
import { figuresOfCloudWatch } from './metric-figures.ts';
import type { ReadStageFigures } from './stage-figures.ts';
import { readAllLines, tailFiles } from './summary-tail.ts';

/** The part that the age of the figures is of. */
export const FIGURES = 'figures of functions';

/** Where a stage is: its figures come from other places on a local AWS. */
export type Whereabouts =
  | { readonly kind: 'aws' }
  /** `functionLogs`: folder of the functions' output, where the local AWS is ours. */
  | { readonly kind: 'local'; readonly functionLogs?: string | undefined };

/** How a stage is read. */
interface Readers {
  readonly figures: ReadStageFigures;
  readonly audit: AuditSource;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/**
 * Parts that make calls for each function or stream are read less often where there are many: in an account Lambda answers 15 of
 * its control calls a second (two are made for a function), and Kinesis 20.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
 */
const MS_PER_FUNCTION = 400;
const MS_PER_STREAM = 200;
/** A local AWS: a file for each function. */
const MS_PER_FILE = 5;

/** How often each part is read, milliseconds, on AWS and on a local one. Metrics of CloudWatch are of minutes. */
const EVERY: Readonly<Record<FactPart | 'environments' | 'history', readonly [aws: number, local: number]>> = {
  [FIGURES]: [MINUTE_MS, SECOND_MS / 2],
  'incoming records': [MINUTE_MS, SECOND_MS / 2],
  'held shards': [15 * SECOND_MS, 2 * SECOND_MS],
  streams: [MINUTE_MS, 10 * SECOND_MS],
  functions: [MINUTE_MS, 10 * SECOND_MS],
  'dead letters': [MINUTE_MS, 3 * SECOND_MS],
  'saved batches': [2 * MINUTE_MS, 15 * SECOND_MS],
  alarms: [MINUTE_MS, 15 * SECOND_MS],
  'subscription filters': [5 * MINUTE_MS, 15 * SECOND_MS],
  buckets: [5 * MINUTE_MS, 15 * SECOND_MS],
  environments: [MINUTE_MS, 5 * SECOND_MS],
  history: [5 * MINUTE_MS, 15 * SECOND_MS],
};
/** These come with the figures and from the cache. */
const OWN = new Set<string>([FIGURES, 'incoming records', 'dead letters']);

/** All parts of a stage, each with the time after which it is read again. */
export function stageParts(
  operated: OperatedStage,
  whereabouts: Whereabouts,
  deadLetters: DeadLetterCache,
): readonly StagePart[] {
  const { topology } = operated;
  const readers = readersOf(operated, whereabouts);
  const everyMs = (part: keyof typeof EVERY): number =>
    Math.max(EVERY[part][whereabouts.kind === 'aws' ? 0 : 1], leastMs(part, topology));
  return [
    {
      name: FIGURES,
      everyMs: everyMs(FIGURES),
      read: async ({ nowMs }) => {
        const { rates, ...facts } = await readers.figures(topology, nowMs);
        return { facts, rates };
      },
    },
    ...factParts(operated, everyMs),
    {
      name: 'dead letters',
      everyMs: everyMs('dead letters'),
      read: async (looking) => ({
        facts: { deadLetters: await countDeadLetters(one(await deadLetters.read(looking))) },
      }),
    },
    ...environmentParts(operated, everyMs('environments')),
    {
      name: 'history',
      everyMs: everyMs('history'),
      read: async ({ nowMs }) => ({ history: await readHistory(topology, readers.audit, nowMs) }),
    },
  ];
}

function leastMs(part: keyof typeof EVERY, { functions, streams, subscriptions }: Topology): number {
  if (part === 'functions' || part === 'history') return functions.length * MS_PER_FUNCTION;
  if (part === FIGURES) return functions.length * MS_PER_FILE;
  if (part === 'streams') return streams.length * MS_PER_STREAM;
  return part === 'subscription filters' ? subscriptions.length * MS_PER_STREAM : 0;
}

async function* one<T>(thing: T): AsyncGenerator<T> {
  yield thing;
}

/** The parts of `baikonur status` that are read as it reads them. */
function factParts(operated: OperatedStage, everyMs: (part: FactPart) => number): readonly StagePart[] {
  const never = { nowMs: 0, signal: new AbortController().signal, tell: () => undefined };
  // The names alone: each reading has readers of its own time.
  const names = Object.keys(factReaders(operated, never)) as readonly FactPart[];
  return names
    .filter((name) => !OWN.has(name))
    .map((name) => ({
      name,
      everyMs: everyMs(name),
      read: async (looking) => ({ facts: await factReaders(operated, looking)[name]() }),
    }));
}

function environmentParts({ topology, clients }: OperatedStage, everyMs: number): readonly StagePart[] {
  const { eden } = topology.settings;
  if (eden === undefined) return [];
  return [
    {
      name: 'environments',
      everyMs,
      read: async ({ signal }) => {
        const { scanEnvironments } = createItemPorts(clients.dynamo, eden.table.name, () => ({ abortSignal: signal }));
        return { environments: await scanEnvironments() };
      },
    },
  ];
}

function readersOf({ clients }: OperatedStage, whereabouts: Whereabouts): Readers {
  if (whereabouts.kind === 'aws') return { figures: figuresOfCloudWatch(clients), audit: metricAuditSource(clients) };
  const { functionLogs } = whereabouts;
  const arrivals: ArrivalTail = createArrivalTail(createReadNewArrivals(clients.kinesis));
  const summaries = functionLogs === undefined ? readAllLines(clients) : tailFiles(functionLogs);
  return {
    figures: figuresOfLocal(summaries, arrivals),
    audit: localAuditSource({ logs: clients.logs, functionLogs }, arrivals.series),
  };
}
