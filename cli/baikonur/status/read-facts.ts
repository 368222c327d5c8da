import pMap from 'p-map';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { missingSetUp } from '../../program/aws-set-up.ts';
import { bucketExists } from '../aws/bucket-exists.ts';
import { describeFunction } from '../aws/describe-function.ts';
import { describeStream } from '../aws/describe-stream.ts';
import { readAlarms } from '../aws/read-alarms.ts';
import { readHolds } from '../aws/read-holds.ts';
import { readSubscriptions } from '../aws/read-subscriptions.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { DEFAULT_CONCURRENCY } from '../operator/options.ts';
import type { Facts } from './facts.ts';
import { countSavedBatches, type Looking, readDeadLetters } from './read-dead-letters.ts';
import { figuresOfMetrics, figuresOfSummaries, readIncoming } from './read-figures.ts';

/** Figures are of so long, milliseconds. */
export const RECENT_MS = 15 * 60_000;

/** A part that could not be read, or not whole. */
export type Unread = Facts['unread'][number];

/** Names of the parts, in sentences. */
export type FactPart =
  | 'streams'
  | 'functions'
  | 'incoming records'
  | 'figures of functions'
  | 'held shards'
  | 'dead letters'
  | 'saved batches'
  | 'alarms'
  | 'subscription filters'
  | 'buckets';

/** Reads a part of the facts. */
export type ReadPart = () => Promise<Partial<Facts>>;

/** Looks at all of a stage. A part that cannot be read is left out, and told: the others are still of use. */
export async function readFacts(operated: OperatedStage, nowMs: number, signal: AbortSignal): Promise<Facts> {
  const unread: Unread[] = [];
  const readers = factReaders(operated, { nowMs, signal, tell: (one) => void unread.push(one) });
  const parts = await Promise.all(
    Object.entries(readers).map(async ([part, read]): Promise<Partial<Facts>> => {
      try {
        return await read();
      } catch (error) {
        if (missingSetUp(error) !== undefined || signal.aborted) throw error;
        unread.push({ part, sentence: `could not be read: ${errorText(error)}` });
        return {};
      }
    }),
  );
  return Object.assign({ unread }, ...parts);
}

/** How each part is read, by its name in sentences. */
export function factReaders(
  { topology, clients, env }: OperatedStage,
  { nowMs, ...looking }: Looking,
): Readonly<Record<FactPart, ReadPart>> {
  const { s3, dynamo, kinesis, lambda, logs, cloudWatch } = clients;
  const { streams, functions, subscriptions, names, deadLetterBucket, progressTable } = topology;
  const bucket = deadLetterBucket.name;
  const range = { fromMs: nowMs - RECENT_MS, toMs: nowMs };
  // A local AWS makes no metrics of what functions print.
  const readFigures = env['AWS_ENDPOINT_URL'] ? figuresOfSummaries(clients) : figuresOfMetrics(clients);
  return {
    streams: async () => ({
      streams: await each(streams, (stream) => stream.name, describeStream.bind(null, kinesis)),
    }),
    functions: async () => ({ functions: await each(functions, (fn) => fn.name, describeFunction.bind(null, lambda)) }),
    'incoming records': async () => ({ incoming: await readIncoming(streams, clients, range) }),
    'figures of functions': async () => ({ figures: await readFigures(topology, range) }),
    'held shards': async () => {
      const options = { dynamo, open: createOpenObject(s3), table: progressTable, bucket, nowMs };
      return { holds: (await readHolds(options)) ?? 'gone' };
    },
    'dead letters': async () => ({ deadLetters: await readDeadLetters(topology, clients, { nowMs, ...looking }) }),
    'saved batches': async () => ({ savedBatches: await countSavedBatches(bucket, clients, nowMs) }),
    alarms: async () => ({ alarms: await readAlarms(cloudWatch, `${names.dashboard}-`) }),
    'subscription filters': async () => ({
      subscriptions: await each(subscriptions, ({ logGroup }) => logGroup, readSubscriptions.bind(null, logs)),
    }),
    buckets: async () => {
      const exist = await each(bucketsOf(topology), (name) => name, bucketExists.bind(null, s3));
      return { goneBuckets: [...exist].filter(([, isThere]) => !isThere).map(([name]) => name) };
    },
  };
}

/** Buckets that the stage writes to; that of delivery streams where it has any. */
function bucketsOf({ deadLetterBucket, archiveBucket, deliveryBucket, deliveryStreams }: Topology): readonly string[] {
  const buckets = [deadLetterBucket, archiveBucket, ...(deliveryStreams.length > 0 ? [deliveryBucket] : [])];
  return buckets.map(({ name }) => name);
}

async function each<Thing, Result>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
  read: (name: string) => Promise<Result>,
): Promise<ReadonlyMap<string, Result>> {
  const names = [...new Set(things.map(nameOf))];
  return new Map(
    await pMap(names, async (name) => [name, await read(name)] as const, { concurrency: DEFAULT_CONCURRENCY }),
  );
}
