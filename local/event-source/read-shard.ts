import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { Position } from './core/shard-state.ts';
import type { StreamRecord } from './core/stream-record.ts';
import type { StartingPosition } from './mapping.ts';

/** Result of one read of a shard. */
export type ShardRead =
  | { readonly status: 'read'; readonly records: readonly StreamRecord[]; readonly behindMs: number }
  /** Split, merged or deleted: nothing will come any more. */
  | { readonly status: 'ended'; readonly records: readonly StreamRecord[] };

/**
 * Reads a shard once, always by sequence number: an emulator's iterators are list indexes, which shift when old
 * records expire.
 * @param shard of a stream by its ARN or its name
 * @param limit at most 10,000
 * @throws the SDK's error when the call fails for any reason but a shard that is gone
 */
export async function readShard(
  kinesis: KinesisClient,
  shard: { readonly streamArn?: string; readonly streamName?: string; readonly shardId: string },
  from: Position | StartingPosition,
  limit: number,
): Promise<ShardRead> {
  const target = { StreamARN: shard.streamArn, StreamName: shard.streamName, ShardId: shard.shardId };
  try {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ ShardIteratorType: 'TRIM_HORIZON', ...target, ...iteratorOf(from) }),
    );
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: limit }));
    const records = (answer.Records ?? []).map((record): StreamRecord => {
      const data = record.Data ?? new Uint8Array();
      return {
        sequenceNumber: record.SequenceNumber ?? '',
        partitionKey: record.PartitionKey ?? '',
        arrivedAtMs: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
        data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      };
    });
    return answer.NextShardIterator
      ? { status: 'read', records, behindMs: answer.MillisBehindLatest ?? 0 }
      : { status: 'ended', records };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return { status: 'ended', records: [] };
    throw error;
  }
}

function iteratorOf(from: Position | StartingPosition): Partial<GetShardIteratorCommandInput> {
  switch (from.kind) {
    case 'at':
      return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: from.sequenceNumber };
    case 'after':
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: from.sequenceNumber };
    case 'TRIM_HORIZON':
      return { ShardIteratorType: 'TRIM_HORIZON' };
    case 'AT_TIMESTAMP':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from.atMs) };
  }
}
