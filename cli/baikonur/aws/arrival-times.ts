import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

/** When the records of a stream arrived, since a time: read from the stream itself, which only the local AWS needs. */
export type ReadArrivalTimes = (stream: string, sinceMs: number) => Promise<readonly number[]>;

/** Arrival times of records. */
export function createReadArrivalTimes(kinesis: KinesisClient): ReadArrivalTimes {
  return async (StreamName, sinceMs) => {
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
    const times = await Promise.all(
      Shards.map(({ ShardId = '' }) => readShard(kinesis, { StreamName, ShardId }, sinceMs)),
    );
    return times.flat();
  };
}

async function readShard(kinesis: KinesisClient, shard: { StreamName: string; ShardId: string }, sinceMs: number) {
  const start = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(sinceMs) } as const;
  let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({ ...shard, ...start }));
  const times: number[] = [];
  while (ShardIterator !== undefined) {
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    for (const { ApproximateArrivalTimestamp } of page.Records ?? [])
      times.push(ApproximateArrivalTimestamp?.getTime() ?? 0);
    const isAtEnd = (page.Records ?? []).length === 0 && (page.MillisBehindLatest ?? 0) === 0;
    ShardIterator = isAtEnd ? undefined : page.NextShardIterator;
  }
  return times;
}
