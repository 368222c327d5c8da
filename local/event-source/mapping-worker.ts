import { DescribeStreamSummaryCommand, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { LocalClients } from '../stack/aws-clients.ts';
import type { Position } from './core/shard-state.ts';
import type { Log } from './log.ts';
import type { Mapping } from './mapping.ts';
import { type ShardWorker, startShardWorker } from './shard-worker.ts';
import type { MappingStatus } from './status.ts';

/** All workers of one mapping: one a shard. */
export interface MappingWorker {
  /** Starts workers for new shards. */
  readonly refresh: () => Promise<void>;
  readonly status: () => MappingStatus;
  readonly stop: () => Promise<void>;
}

/** Options of a mapping's worker; `checkpoints`: by shard, where an earlier worker of this mapping left off. */
export interface MappingWorkerOptions {
  readonly clients: LocalClients;
  readonly mapping: Mapping;
  readonly checkpoints: ReadonlyMap<string, Position>;
  readonly log: Log;
}

/** Creates the worker of a mapping; nothing runs before the first `refresh`. */
export function createMappingWorker({ clients, mapping, checkpoints, log }: MappingWorkerOptions): MappingWorker {
  const workers = new Map<string, ShardWorker>();
  let surroundings: Promise<Surroundings> | undefined;
  return {
    refresh: async () => {
      surroundings ??= readSurroundings(clients, mapping);
      surroundings.catch(() => {
        surroundings = undefined;
      });
      const { roleArn, retentionMs } = await surroundings;
      for (const shardId of await listReadyShards(clients, mapping, workers)) {
        const origin = { streamArn: mapping.streamArn, region: mapping.region, shardId, roleArn };
        const start = checkpoints.get(shardId) ?? mapping.startingPosition;
        workers.set(shardId, startShardWorker({ clients, mapping, origin, retentionMs, start, log }));
      }
    },
    status: () => ({
      mappingId: mapping.mappingId,
      functionName: mapping.functionArn.split(':')[6] ?? '',
      streamName: mapping.streamArn.split('/').at(-1) ?? '',
      shards: [...workers.values()].map((worker) => worker.status()),
    }),
    stop: async () => {
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
    },
  };
}

/** Values that a mapping does not have itself. */
interface Surroundings {
  readonly roleArn: string;
  readonly retentionMs: number;
}

async function readSurroundings({ lambda, kinesis }: LocalClients, mapping: Mapping): Promise<Surroundings> {
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: mapping.functionArn }));
  const { StreamDescriptionSummary: stream } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamARN: mapping.streamArn }),
  );
  return { roleArn: Role, retentionMs: (stream?.RetentionPeriodHours ?? 24) * 3_600_000 };
}

/**
 * Shards without a worker that may be read now: a child waits for its parents, so that the records of one key stay in
 * order over a split.
 */
async function listReadyShards(
  clients: LocalClients,
  { streamArn }: Mapping,
  workers: ReadonlyMap<string, ShardWorker>,
): Promise<string[]> {
  const shards = await listShards(clients, streamArn);
  const isDone = (shardId: string | undefined): boolean => {
    if (shardId === undefined) return true;
    const worker = workers.get(shardId);
    return worker ? worker.status().finished : !shards.some(({ ShardId }) => ShardId === shardId);
  };
  return shards
    .filter(
      ({ ShardId = '', ParentShardId, AdjacentParentShardId }) =>
        !workers.has(ShardId) && isDone(ParentShardId) && isDone(AdjacentParentShardId),
    )
    .map(({ ShardId = '' }) => ShardId);
}

async function listShards({ kinesis }: LocalClients, streamArn: string): Promise<Shard[]> {
  const first = await kinesis.send(new ListShardsCommand({ StreamARN: streamArn }));
  const shards = [...(first.Shards ?? [])];
  for (let token = first.NextToken; token !== undefined; ) {
    const page = await kinesis.send(new ListShardsCommand({ NextToken: token }));
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  }
  return shards;
}
