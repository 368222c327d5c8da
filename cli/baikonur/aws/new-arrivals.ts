import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

/** When the records arrived that were not told before, epoch milliseconds; the first time those since `sinceMs`. */
export type ReadNewArrivals = (stream: string, sinceMs: number) => Promise<readonly number[]>;

interface ShardTail {
  iterator: string | undefined;
  /** The last record that was told. */
  last: string | undefined;
}

/** Calls for one shard and reading: a stream that is long takes several readings. */
const MOST_CALLS = 20;

/** Follows streams of the local AWS: reads each record once. A real stream has metrics, and readers that it would slow down. */
export function createReadNewArrivals(kinesis: KinesisClient): ReadNewArrivals {
  const tails = new Map<string, ShardTail>();
  return async (StreamName, sinceMs) => {
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName })).catch(absent);
    const times = await Promise.all(
      Shards.map(async ({ ShardId = '' }) => {
        const key = `${StreamName}/${ShardId}`;
        const tail = tails.get(key) ?? { iterator: undefined, last: undefined };
        tails.set(key, tail);
        tail.iterator ??= await startAt(kinesis, { StreamName, ShardId }, tail.last, sinceMs);
        return readOn(kinesis, tail);
      }),
    );
    return times.flat();
  };
}

function absent(error: unknown): { readonly Shards?: [] } {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return {};
  throw error;
}

async function startAt(
  kinesis: KinesisClient,
  shard: { readonly StreamName: string; readonly ShardId: string },
  last: string | undefined,
  sinceMs: number,
): Promise<string | undefined> {
  const start: Omit<GetShardIteratorCommandInput, 'ShardId'> =
    last === undefined
      ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(sinceMs) }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({ ...shard, ...start }));
  return ShardIterator;
}

async function readOn(kinesis: KinesisClient, tail: ShardTail): Promise<readonly number[]> {
  const times: number[] = [];
  for (let call = 0; call < MOST_CALLS && tail.iterator !== undefined; call++) {
    try {
      const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: tail.iterator }));
      const records = page.Records ?? [];
      for (const { ApproximateArrivalTimestamp } of records) times.push(ApproximateArrivalTimestamp?.getTime() ?? 0);
      tail.last = records.at(-1)?.SequenceNumber ?? tail.last;
      // A shard that is closed and read ends here, and is empty from its last record on.
      tail.iterator = page.NextShardIterator;
      if (records.length === 0) break;
    } catch (error) {
      // It expires after five minutes without a reading.
      tail.iterator = undefined;
      if (!(error instanceof Error) || error.name !== 'ExpiredIteratorException') throw error;
    }
  }
  return times;
}
