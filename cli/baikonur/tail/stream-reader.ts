import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandInput,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { callAwsRepeatable } from '../../../shared/aws/call.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';

/** Where reading begins. */
export type Position =
  | { readonly kind: 'latest' }
  | { readonly kind: 'start' }
  | { readonly kind: 'since'; readonly atMs: number }
  | { readonly kind: 'at'; readonly sequenceNumber: string }
  | { readonly kind: 'after'; readonly sequenceNumber: string };

/** A shard, and those it was made of. */
export interface ShardInfo {
  readonly shardId: string;
  readonly parents: readonly string[];
}

/** The result of one read. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** Iterator of the next read; absent: the shard has ended. */
  readonly next?: string;
  /** How far behind the newest record of the shard this read was; absent: not told. */
  readonly behindMs?: number;
}

/** Reads one stream. Every call rejects with a `PortError`. */
export interface StreamReader {
  readonly listShards: () => Promise<readonly ShardInfo[]>;
  /** @returns an iterator. */
  readonly openShard: (shardId: string, from: Position) => Promise<string>;
  readonly read: (shardId: string, iterator: string) => Promise<ShardPage>;
}

const TIMEOUT_MS = 15_000;
/** @see GetRecords: at most 10,000 records or 10 MiB */
const READ_LIMIT = 2_000;

type IteratorPosition = Pick<
  GetShardIteratorCommandInput,
  'ShardIteratorType' | 'Timestamp' | 'StartingSequenceNumber'
>;

/**
 * Reads a stream by its name or ARN.
 * @param from where following begins: shards that ended before are left out.
 * @param now arrival of a record that has none.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html (five reads a second and shard, for all)
 */
export function createStreamReader(
  kinesis: KinesisClient,
  stream: string,
  from: Position,
  now: () => number,
): StreamReader {
  const target = stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
  const streamName = stream.slice(stream.lastIndexOf('/') + 1);
  const about = (operation: string) => ({ operation: `Kinesis ${operation}`, target: stream, timeoutMs: TIMEOUT_MS });
  return {
    listShards: async () => {
      const shards: ShardInfo[] = [];
      let token: string | undefined;
      do {
        const input = token === undefined ? { ...target, ...filterOf(from) } : { NextToken: token };
        const command = new ListShardsCommand(input);
        const page = await callAwsRepeatable(
          (abortSignal) => kinesis.send(command, { abortSignal }),
          about('ListShards'),
        );
        shards.push(...(page.Shards ?? []).map(toInfo));
        token = page.NextToken;
      } while (token !== undefined);
      return shards;
    },
    openShard: async (shardId, position) => {
      const command = new GetShardIteratorCommand({ ...target, ShardId: shardId, ...iteratorOf(position) });
      const call = (abortSignal: AbortSignal) => kinesis.send(command, { abortSignal });
      return (await callAwsRepeatable(call, about('GetShardIterator'))).ShardIterator ?? '';
    },
    read: async (shardId, iterator) => {
      const command = new GetRecordsCommand({ ...target, ShardIterator: iterator, Limit: READ_LIMIT });
      const call = (abortSignal: AbortSignal) => kinesis.send(command, { abortSignal });
      const page = await callAwsRepeatable(call, about('GetRecords'));
      const { Records = [], NextShardIterator: next, MillisBehindLatest: behindMs } = page;
      const records = Records.map(
        (record): StreamRecord => ({
          streamName,
          shardId,
          sequenceNumber: record.SequenceNumber ?? '',
          partitionKey: record.PartitionKey ?? '',
          arrivedAtMs: record.ApproximateArrivalTimestamp?.getTime() ?? now(),
          data: Buffer.from(record.Data ?? []).toString('base64'),
        }),
      );
      return { records, ...(next && { next }), ...(behindMs !== undefined && { behindMs }) };
    },
  };
}

/** Only what can hold records from there on. */
function filterOf(from: Position): Pick<ListShardsCommandInput, 'ShardFilter'> {
  if (from.kind === 'latest') return { ShardFilter: { Type: 'AT_LATEST' } };
  return from.kind === 'since'
    ? { ShardFilter: { Type: 'FROM_TIMESTAMP', Timestamp: new Date(from.atMs) } }
    : { ShardFilter: { Type: 'FROM_TRIM_HORIZON' } };
}

function toInfo({ ShardId = '', ParentShardId, AdjacentParentShardId }: Shard): ShardInfo {
  return {
    shardId: ShardId,
    parents: [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined),
  };
}

function iteratorOf(from: Position): IteratorPosition {
  switch (from.kind) {
    case 'latest':
      return { ShardIteratorType: 'LATEST' };
    case 'start':
      return { ShardIteratorType: 'TRIM_HORIZON' };
    case 'since':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from.atMs) };
    case 'at':
      return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: from.sequenceNumber };
    case 'after':
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: from.sequenceNumber };
  }
}
